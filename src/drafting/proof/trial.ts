import { ApiObject, App } from 'cdk8s';
import { plainDocument } from '../../manifests/plain-document';
import { InvalidInput } from '../../model/invalid-input';
import { KubernetesObject, isNetworkPolicy } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { namesIn } from '../program/namespace-file';
import { Evaluation } from '../source/evaluate-source';
import { Expression, NameOf } from '../source/expression';
import { Statement } from '../source/source-file';

/** Tries what a construct makes, in a tree of its own. */
export class Trial {
  /**
   * @param app where programs find the app, and `prepare` what else every program has
   * @param prepare makes the stacks of the namespaces that a construct may write to although it does not name them
   */
  public constructor(private readonly prepare: (evaluation: Evaluation, app: App, names: readonly NameOf[]) => void) {}

  /** The policies that the construct makes; undefined where it takes no such values. */
  public policiesOf(
    expression: Expression,
    statementOf: (name: NameOf) => Statement | undefined,
  ): ManifestDocument[] | undefined {
    const app = new App();
    const evaluation = new Evaluation();
    const names = namesIn(expression);
    try {
      this.prepare(evaluation, app, names);
      for (const name of names) {
        const statement = statementOf(name);
        if (statement) evaluation.define(name.file, name.name, evaluation.valueOf(statement.value));
      }
      evaluation.valueOf(expression);
      return policiesIn(app);
    } catch (error) {
      if (error instanceof InvalidInput) return undefined;
      throw error;
    }
  }
}

/** Every NetworkPolicy of a tree. */
export function policiesIn(app: App): ManifestDocument[] {
  return app.node.findAll().flatMap((node) => {
    if (!ApiObject.isApiObject(node)) return [];
    const object = node.toJson() as KubernetesObject;
    return isNetworkPolicy(object) ? [plainDocument(object, node.node.path)] : [];
  });
}
