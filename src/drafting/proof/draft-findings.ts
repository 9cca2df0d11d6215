import { App } from 'cdk8s';
import { NamespaceStack } from '../../constructs/namespace-stack';
import { PolicyFinding } from '../../constructs/registry/policy-finding';
import { InvalidInput } from '../../model/invalid-input';

/** What lint says about the policies of a draft. */
export function findingsIn(app: App): PolicyFinding[] {
  return app.node.findAll().flatMap((node) => (node instanceof NamespaceStack ? node.findings : []));
}

/**
 * Refuses a draft that synth would refuse.
 *
 * @throws InvalidInput with everything that synth would say
 */
export function requireSynthesis(app: App): void {
  const errors = app.node.findAll().flatMap((node) => node.node.validate());
  if (errors.length === 0) return;
  throw new InvalidInput(
    `The draft is not valid, so nothing is written: ${[...new Set(errors)].slice(0, 10).join(' ')}`,
    'Correct the policies that are named, or leave them out of the input.',
  );
}
