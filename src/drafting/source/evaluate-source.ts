import { App } from 'cdk8s';
import { ClassName, EnumName, Expression } from './expression';
import { SourceFile, SourceProgram, Statement } from './source-file';
import { AllowAll } from '../../constructs/allow-all';
import { AllowDns } from '../../constructs/allow-dns';
import { AllowFlow } from '../../constructs/allow-flow';
import { AllowIngressController } from '../../constructs/allow-ingress-controller';
import { AllowKubeApi } from '../../constructs/allow-kube-api';
import { AllowSameNamespace } from '../../constructs/allow-same-namespace';
import { AllowScrape } from '../../constructs/allow-scrape';
import { Baseline } from '../../constructs/baseline';
import { DefaultDeny } from '../../constructs/default-deny';
import { Peer } from '../../constructs/ends/peer';
import { ExternalEgress } from '../../constructs/external-egress';
import { ExternalHttpsEgress } from '../../constructs/external-https-egress';
import { NamespaceStack } from '../../constructs/namespace-stack';
import { RawPolicy } from '../../constructs/raw-policy';
import { WorkloadPolicy } from '../../constructs/workload-policy';
import { Cidr } from '../../model/cidr';
import { LabelSelector } from '../../model/label-selector';
import { PolicyType, SelectorOperator } from '../../model/network-policy';
import { Port } from '../../model/port';
import { Protocol } from '../../model/protocol';
import { Cni } from '../../platform/cni';
import { IngressController } from '../../platform/ingress-controller';
import { Platform } from '../../platform/platform';

const CLASSES: { readonly [name in ClassName]: object } = {
  AllowAll,
  AllowDns,
  AllowFlow,
  AllowIngressController,
  AllowKubeApi,
  AllowSameNamespace,
  AllowScrape,
  Baseline,
  Cidr,
  Cni,
  DefaultDeny,
  ExternalEgress,
  ExternalHttpsEgress,
  IngressController,
  LabelSelector,
  NamespaceStack,
  // What is written is the same; where it is written is for the program to decide that somebody runs.
  NetpolApp: App,
  Peer,
  Platform,
  Port,
  RawPolicy,
  WorkloadPolicy,
};

const ENUMS: { readonly [name in EnumName]: { readonly [member: string]: string } } = {
  PolicyType,
  Protocol,
  SelectorOperator,
};

type Callable = (...args: readonly unknown[]) => unknown;

/** Carries out a drafted program in this process. It can name nothing but the classes of the library. */
export class Evaluation {
  private readonly constants = new Map<string, unknown>();

  /** @throws InvalidInput as the constructs do */
  public run({ files }: SourceProgram): this {
    for (const file of files) for (const statement of file.constants) this.carryOut(file, statement);
    for (const file of files) for (const statement of file.body?.statements ?? []) this.carryOut(file, statement);
    return this;
  }

  /** The value of a constant. */
  public constant(file: string, name: string): unknown {
    const key = keyOf(file, name);
    if (!this.constants.has(key)) throw new Error(`The draft uses ${name} of ${file} before it is there.`);
    return this.constants.get(key);
  }

  /** Gives a constant a value that something else made. */
  public define(file: string, name: string, value: unknown): void {
    this.constants.set(keyOf(file, name), value);
  }

  public valueOf(expression: Expression): unknown {
    switch (expression.kind) {
      case 'literal':
        return expression.value;
      case 'list':
        return expression.items.map((item) => this.valueOf(item));
      case 'record':
        return Object.fromEntries(expression.fields.map(([key, value]) => [key, this.valueOf(value)]));
      case 'name':
        return this.constant(expression.file, expression.name);
      case 'member':
        return Object.entries(ENUMS[expression.of]).find(([name]) => name === expression.member)?.[1];
      case 'property':
        return (this.valueOf(expression.on) as { readonly [name: string]: unknown })[expression.property];
      case 'new': {
        const args = expression.args.map((arg) => this.valueOf(arg));
        return Reflect.construct(CLASSES[expression.className] as new (...args: unknown[]) => unknown, args);
      }
      case 'call': {
        const on = typeof expression.on === 'string' ? CLASSES[expression.on] : (this.valueOf(expression.on) as object);
        const method = (on as { readonly [name: string]: Callable })[expression.method]!;
        return Reflect.apply(
          method,
          on,
          expression.args.map((arg) => this.valueOf(arg)),
        );
      }
    }
  }

  private carryOut({ path }: SourceFile, { constant, value }: Statement): void {
    const result = this.valueOf(value);
    if (constant !== undefined) this.define(path, constant, result);
  }
}

const keyOf = (file: string, name: string) => `${file} ${name}`;
