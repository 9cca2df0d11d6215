import { Expression, NameOf } from './expression';
import { Identifiers, identifierFrom } from './identifiers';
import { commentText, literalText, propertyName } from './literal-text';
import { SourceFile, Statement } from './source-file';

const WIDTH = 120;
const LIBRARY = 'cdk8s-netpol';

/** The file as TypeScript, the way a formatter would write it. */
export function printSource(file: SourceFile): string {
  return new Printer(file).print();
}

/** What a file consists of, for texts that take some of it in. */
export interface SourceParts {
  readonly library: readonly string[];
  /** Whole lines. */
  readonly imports: readonly string[];
  readonly constants: readonly string[];
  readonly statements: readonly string[];
}

/** The parts of a file, each as it would be printed. */
export function sourceParts(file: SourceFile): SourceParts {
  return new Printer(file).parts();
}

class Printer {
  private readonly library = new Set<string>();
  private readonly others = new Map<string, string>();
  /** Constants of files at the top, which import nothing of the program and so are there from the start. */
  private readonly imported = new Map<string, Set<string>>();
  private readonly identifiers = new Identifiers();

  public constructor(private readonly file: SourceFile) {
    for (const { constant } of file.constants) if (constant !== undefined) this.identifiers.take(constant);
  }

  public print(): string {
    const { constants, body, comment } = this.file;
    const parts = [
      ...constants.map((statement) => this.statement(statement, '')),
      ...(body
        ? [
            [
              ...commentLines(body.comment, ''),
              `export function ${body.name}(): void {`,
              ...body.statements.map((statement, index) => {
                const text = this.statement(statement, '  ');
                return index > 0 && statement.comment?.length ? `\n${text}` : text;
              }),
              '}',
            ].join('\n'),
          ]
        : []),
    ];
    return `${[...commentLines(comment, ''), this.imports(), ...spaced(constants, parts)].filter((part) => part !== '').join('\n')}\n`;
  }

  public parts(): SourceParts {
    const constants = this.file.constants.map((statement) => this.statement(statement, ''));
    const statements = (this.file.body?.statements ?? []).map((statement) => this.statement(statement, '  '));
    return { library: [...this.library].sort(), imports: this.otherImports(), constants, statements };
  }

  /** Known only when everything else has been printed. */
  private imports(): string {
    const library =
      this.library.size === 0 ? [] : [wrapped('import { ', [...this.library].sort(), ` } from '${LIBRARY}';`)];
    return [...library, ...this.otherImports(), ''].join('\n');
  }

  private otherImports(): string[] {
    const top = [...this.imported].map(([path, names]) =>
      wrapped('import { ', [...names].sort(), ` } from ${literalText(relativePath(this.file.path, path))};`),
    );
    const own = [...this.others]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, alias]) => this.importOf(path, alias));
    return [...top.sort(), ...own];
  }

  private importOf(path: string, alias: string): string {
    return `import * as ${alias} from ${literalText(relativePath(this.file.path, path))};`;
  }

  private statement({ comment = [], constant, value }: Statement, indent: string): string {
    const start = constant === undefined ? indent : `${indent}export const ${constant} = `;
    return [...commentLines(comment, indent), `${start}${this.expression(value, indent, start.length + 1)};`].join(
      '\n',
    );
  }

  /** @param used columns of the first line that are taken already, and those that must follow */
  private expression(expression: Expression, indent: string, used: number): string {
    const flat = this.flat(expression);
    return used + flat.length <= WIDTH ? flat : this.broken(expression, indent, used);
  }

  private flat(expression: Expression): string {
    switch (expression.kind) {
      case 'literal':
        return typeof expression.value === 'string' ? literalText(expression.value) : String(expression.value);
      case 'list':
        return `[${expression.items.map((item) => this.flat(item)).join(', ')}]`;
      case 'record': {
        const fields = expression.fields.map((field) => this.flatField(field));
        return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
      }
      case 'name':
        return this.nameText(expression);
      case 'member':
        this.library.add(expression.of);
        return `${expression.of}.${expression.member}`;
      case 'property':
        return `${this.flat(expression.on)}.${expression.property}`;
      case 'new':
      case 'call':
        return `${this.callee(expression)}(${expression.args.map((arg) => this.flat(arg)).join(', ')})`;
    }
  }

  private flatField([key, value]: readonly [string, Expression]): string {
    const name = propertyName(key);
    const text = this.flat(value);
    return name === text ? name : `${name}: ${text}`;
  }

  public broken(expression: Expression, indent: string, used: number): string {
    const inner = `${indent}  `;
    switch (expression.kind) {
      case 'list':
        return `[\n${expression.items.map((item) => `${inner}${this.expression(item, inner, inner.length + 1)},\n`).join('')}${indent}]`;
      case 'record':
        return `{\n${expression.fields.map((field) => `${inner}${this.field(field, inner)},\n`).join('')}${indent}}`;
      case 'new':
      case 'call': {
        const callee = this.callee(expression);
        const args = [...expression.args];
        const last = args.pop();
        if (!last) return `${callee}()`;
        // As formatters do, only what is last opens.
        const start = `${callee}(${args.map((arg) => `${this.flat(arg)}, `).join('')}`;
        return `${start}${this.expression(last, indent, used + start.length + 2)})`;
      }
      default:
        return this.flat(expression);
    }
  }

  private field([key, value]: readonly [string, Expression], indent: string): string {
    const name = propertyName(key);
    const text = this.expression(value, indent, indent.length + name.length + 3);
    return name === text ? name : `${name}: ${text}`;
  }

  private callee(expression: Extract<Expression, { kind: 'new' | 'call' }>): string {
    if (expression.kind === 'new') {
      this.library.add(expression.className);
      return `new ${expression.className}`;
    }
    if (typeof expression.on === 'string') {
      this.library.add(expression.on);
      return `${expression.on}.${expression.method}`;
    }
    return `${this.flat(expression.on)}.${expression.method}`;
  }

  private nameText({ file, name }: NameOf): string {
    if (file === this.file.path) return name;
    if (!file.includes('/')) {
      this.imported.set(file, (this.imported.get(file) ?? new Set()).add(name));
      return name;
    }
    let alias = this.others.get(file);
    if (alias === undefined) {
      alias = this.identifiers.take(`in-${identifierFrom(file.slice(file.lastIndexOf('/') + 1))}`);
      this.others.set(file, alias);
    }
    return `${alias}.${name}`;
  }
}

/** A blank line before what has a comment, and between constants and the function. */
function spaced(constants: readonly Statement[], parts: readonly string[]): string[] {
  return parts.map((part, index) => {
    const isFunction = index >= constants.length;
    return index > 0 && (isFunction || constants[index]!.comment?.length) ? `\n${part}` : part;
  });
}

export function wrapped(start: string, items: readonly string[], end: string): string {
  const flat = `${start}${items.join(', ')}${end}`;
  return flat.length <= WIDTH
    ? flat
    : `${start.trimEnd()}\n${items.map((item) => `  ${item},\n`).join('')}${end.trimStart()}`;
}

/** What comes of data begins no line of a comment, where it could be read as an instruction to a tool. */
function commentLines(lines: readonly string[], indent: string): string[] {
  return lines.flatMap((line) =>
    folded(commentText(line), WIDTH - indent.length - 5).map(
      (part, index) => `${indent}// ${index > 0 ? '  ' : ''}${part}`,
    ),
  );
}

function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** How one file of the project names another one. */
export function relativePath(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  let shared = 0;
  while (shared < here.length && here[shared] === there[shared]) shared++;
  const up = here.slice(shared).map(() => '..');
  return [...(up.length > 0 ? up : ['.']), ...there.slice(shared)].join('/');
}

/** One expression that uses no constants of the program. */
export function printExpression(expression: Expression, indent: string): string {
  return new Printer({ path: '', comment: [], constants: [] }).broken(expression, indent, 0);
}
