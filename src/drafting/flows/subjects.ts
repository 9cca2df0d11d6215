import { recognisedService } from './recognised-service';
import { lasting, stableSelector } from './stable-selector';
import { Workload } from '../../manifests/inventory';
import { Labels } from '../../model/label-selector';
import { LabelSelectorSpec } from '../../model/network-policy';
import { ServiceFacts } from '../../platform/service-facts';
import { TrafficRecord } from '../../traffic/aggregation/traffic-record';
import { EndFacts } from '../../traffic/record/end';
import { DraftedWorkload, NamespaceFile } from '../program/namespace-file';
import { PodsOfCluster, commonLabels, portsOf } from '../program/pods-of-cluster';

/** The pods at one end of a flow, as policies can choose them. */
export interface Subject {
  readonly namespace: string;
  readonly name: string;
  readonly workload: Workload;
  readonly labels: Labels;
  readonly selector: LabelSelectorSpec;
  /** Workloads that no label tells apart from this one. */
  readonly alike: readonly Workload[];
  /** What the catalogue knows them as. */
  readonly service: ServiceFacts | undefined;
}

/** The name of a Job that a CronJob makes ends in the minute of its schedule. */
const OF_CRON_JOB = /^(.+)-\d{7,12}$/;

/** A log that names a pod, whose controller it does not know, still has its labels: those of one template and more. */
function onlyOneWith(workloads: readonly Workload[], labels: Labels): Workload | undefined {
  const fitting = workloads.filter((workload) => {
    const own = Object.entries(lasting(commonLabels(workload)));
    return own.length > 0 && own.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
  });
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** Finds the pods that ends of records are, each once. */
export class Subjects {
  private readonly known = new Map<Workload, Subject | undefined>();

  public constructor(private readonly pods: PodsOfCluster) {}

  /** The workload that an end of a record is, where manifests hold it. */
  public workloadOf({ role, ns, owner, kind, labels }: EndFacts): Workload | undefined {
    if (role !== 'workload' || ns === undefined || owner === undefined) return undefined;
    const near = this.pods.in(ns);
    const exact = near.filter((one) => one.name === owner && (kind === undefined || one.kind === kind));
    if (exact.length === 1) return exact[0];
    const named = near.filter((one) => one.name === owner);
    if (named.length === 1) return named[0];
    const cronJob = OF_CRON_JOB.exec(owner)?.[1];
    const found = near.find((one) => one.kind === 'CronJob' && one.name === cronJob);
    return found ?? (labels && onlyOneWith(near, labels));
  }

  /** The record with its ends called as the manifests call them. */
  public named(record: TrafficRecord): TrafficRecord {
    return { ...record, from: this.namedEnd(record.from), to: this.namedEnd(record.to) };
  }

  private namedEnd(end: EndFacts): EndFacts {
    const workload = this.workloadOf(end);
    return workload ? { ...end, owner: workload.name, kind: workload.kind } : end;
  }

  /** How policies choose a workload; undefined where it has no label that lasts. */
  public of(workload: Workload): Subject | undefined {
    if (this.known.has(workload)) return this.known.get(workload);
    const chosen = stableSelector(workload, this.pods);
    const { namespace, name } = workload;
    const labels = commonLabels(workload);
    const subject = chosen && {
      namespace,
      name,
      workload,
      labels,
      ...chosen,
      service: recognisedService(namespace, labels),
    };
    this.known.set(workload, subject);
    return subject;
  }

  /** Declares the pods in the file of their namespace. */
  public declare(subject: Subject, file: NamespaceFile): DraftedWorkload {
    return file.declare(subject.selector, {
      name: subject.name,
      ports: portsOf(subject.workload),
      comment: subject.service ? [`The catalogue knows it as ${subject.service.title}, by its labels.`] : undefined,
    });
  }
}
