import { acknowledgementAnnotation } from '../../lint/acknowledgement';
import { Expression, call, literal, record } from '../source/expression';
import { Statement } from '../source/source-file';

const REASON = 'as it was found, to be judged';

/** The construct with an acknowledgement of what lint finds in its policy. */
export function acknowledged(statement: Statement, rule: string): Statement {
  const { value } = statement;
  if (value.kind !== 'new') return statement;
  const [key, text] = acknowledgementAnnotation(rule, { reason: REASON });
  const options = value.args[2] ?? record({});
  const metadata = fieldOf(options, 'metadata') ?? record({});
  const annotations = fieldOf(metadata, 'annotations') ?? record({});
  const marked = withField(metadata, 'annotations', withField(annotations, key, literal(text)));
  return {
    ...statement,
    value: { ...value, args: [value.args[0]!, value.args[1]!, withField(options, 'metadata', marked)] },
  };
}

/** The acknowledgement of what lint finds in a namespace as a whole. */
export function acknowledgement(stack: Expression, rule: string): Statement {
  return { value: call(stack, 'acknowledge', literal(rule), record({ reason: literal(REASON) })) };
}

function fieldOf(expression: Expression, name: string): Expression | undefined {
  return expression.kind === 'record' ? expression.fields.find(([key]) => key === name)?.[1] : undefined;
}

function withField(expression: Expression, name: string, value: Expression): Expression {
  const fields = expression.kind === 'record' ? expression.fields.filter(([key]) => key !== name) : [];
  return { kind: 'record', fields: [...fields, [name, value] as const] };
}
