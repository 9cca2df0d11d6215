import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart, DependencyGraph, Names } from 'cdk8s';
import { IConstruct } from 'constructs';
import { writeYaml } from '../manifests/write-yaml';

/**
 * One synthesis of an app whose charts do not depend on each other: validated once, each object rendered once. Makes the
 * files that `App.synth` makes, byte for byte.
 */
export class Synthesis {
  /** Undefined for trees with dependencies or nested charts, whose order cdk8s works out. */
  public static of(app: App): Synthesis | undefined {
    const constructs = app.node.findAll();
    const isOrdered = constructs.some(
      (construct) =>
        construct.node.dependencies.length > 0 || (Chart.isChart(construct) && construct.node.scope !== app),
    );
    return isOrdered ? undefined : new Synthesis(app, constructs);
  }

  private constructor(
    private readonly app: App,
    private readonly constructs: readonly IConstruct[],
  ) {}

  public writeFilePerChart(): void {
    mkdirSync(this.app.outdir, { recursive: true });
    this.validate();
    for (const chart of this.app.charts) {
      const file = `${Names.toDnsLabel(chart)}${this.app.outputFileExtension}`;
      writeFileSync(join(this.app.outdir, file), writeYaml(objectsOf(chart)));
    }
  }

  public toYaml(): string {
    this.validate();
    return writeYaml(this.app.charts.flatMap(objectsOf));
  }

  private validate(): void {
    const errors = this.constructs.flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
    if (errors.length === 0) return;
    throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  }
}

function objectsOf(chart: Chart): unknown[] {
  // A chart of another kind may have a way of its own.
  if (chart.toJson !== Chart.prototype.toJson) return chart.toJson() as unknown[];
  return new DependencyGraph(chart.node)
    .topology()
    .filter((construct): construct is ApiObject => ApiObject.isApiObject(construct))
    .map((object) => object.toJson() as unknown);
}
