import { Workload } from '../../manifests/inventory';
import { FieldPath } from '../../model/kubernetes-object';
import { ManifestDocument } from '../../model/manifest-document';
import { Protocol } from '../../model/protocol';

/** How sure it is that something needs a flow. */
export type Confidence = 'certain' | 'likely' | 'possible';

const ORDER: readonly Confidence[] = ['possible', 'likely', 'certain'];

/** The surer of two. */
export function surer(a: Confidence, b: Confidence): Confidence {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}

/** The less sure of two. */
export function lessSure(a: Confidence, b: Confidence): Confidence {
  return ORDER.indexOf(a) <= ORDER.indexOf(b) ? a : b;
}

/** One step less sure. */
export function oneStepLess(confidence: Confidence): Confidence {
  return ORDER[Math.max(0, ORDER.indexOf(confidence) - 1)]!;
}

/** Ends that manifests name by what they do, and not by where they are. */
export type NeedRole = 'kube-apiserver' | 'prometheus' | 'keda-operator' | 'node(own)' | 'openshift-router';

/** One end of a need. */
export type NeedEnd =
  | { readonly kind: 'workload'; readonly workload: Workload }
  /** A name outside the cluster; `*` for whoever is outside. */
  | { readonly kind: 'external'; readonly name: string }
  | { readonly kind: 'addresses'; readonly cidr: string }
  | { readonly kind: 'gateway'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'ingress-controller'; readonly className: string }
  | { readonly kind: 'role'; readonly role: NeedRole };

/** How reports and JSON write an end: `shop/web[Deployment]`, `external(api.example.com)`, `prometheus`. */
export function endText(end: NeedEnd): string {
  switch (end.kind) {
    case 'workload':
      return end.workload.id;
    case 'external':
      return `external(${end.name})`;
    case 'addresses':
      return `ip(${end.cidr})`;
    case 'gateway':
      return `gateway(${end.namespace}/${end.name})`;
    case 'ingress-controller':
      return `ingress-controller(class ${end.className})`;
    case 'role':
      return end.role;
  }
}

/** A port of the destination, as policies see it. */
export interface NeedPort {
  readonly protocol: Protocol;
  readonly number: number;
}

export function portText({ protocol, number }: NeedPort): string {
  return `${protocol}/${number}`;
}

/** Where something stands that shows a need. */
export interface Evidence {
  /** The object and the place in it, in words; never a value. */
  readonly text: string;
  readonly document: ManifestDocument;
  readonly path: FieldPath;
}

/** A flow that manifests require. */
export interface Need {
  readonly from: NeedEnd;
  readonly to: NeedEnd;
  /** Of the pod. @default - nothing says which */
  readonly port?: NeedPort;
  readonly confidence: Confidence;
  /** The Service or object that leads there. @default - nothing does */
  readonly via?: string;
  readonly evidence: readonly Evidence[];
  readonly note?: string;
}

/** What looks like an address of the cluster and is none. */
export interface Unresolved {
  readonly from: NeedEnd;
  /** The host and port that are named; never more of the value. */
  readonly value: string;
  readonly because: string;
  readonly evidence: Evidence;
}

/** What manifests require. */
export interface Needs {
  /** Sorted by their ends. */
  readonly needs: readonly Need[];
  /** Workloads that resolve names. */
  readonly dns: readonly Workload[];
  readonly unresolved: readonly Unresolved[];
  /** ConfigMaps and Secrets that pods read and that the input does not hold. */
  readonly notRead: readonly string[];
  /** How many workloads were looked at. */
  readonly workloads: number;
}
