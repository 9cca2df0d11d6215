/**
 * Clusters of published or documented sizes, made of plain objects. Each shape is a function of a scale, so that
 * growth can be shown; scale 1 is the size it is known by.
 */
export const SHAPES = {
  /** Antrea's controller benchmark: 25,000 namespaces with 4 pods and 3 policies each. */
  'antrea-xl': (scale) => {
    const objects = [];
    for (let n = 0; n < 25_000 * scale; n++) {
      const ns = `ns-${n}`;
      objects.push(namespace(ns));
      for (let p = 0; p < 4; p++) objects.push(pod(ns, `pod-${p}`, { app: `app-${p % 2}` }));
      objects.push(
        policy(ns, 'np-0', { podSelector: labels({ app: 'app-0' }), ingress: [{ from: [{ podSelector: labels({ app: 'app-1' }) }] }] }),
        policy(ns, 'np-1', { podSelector: labels({ app: 'app-1' }), egress: [{ to: [{ podSelector: labels({ app: 'app-0' }) }] }] }),
        policy(ns, 'np-2', { podSelector: {}, policyTypes: ['Ingress'] }),
      );
    }
    return objects;
  },
  /** One namespace in which every policy selects every pod. */
  'all-select-all': (scale) => {
    const objects = [namespace('one')];
    for (let p = 0; p < 10_000 * scale; p++) objects.push(pod('one', `pod-${p}`, { app: `app-${p}` }));
    for (let p = 0; p < 10_000 * scale; p++) {
      objects.push(policy('one', `np-${p}`, { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }));
    }
    return objects;
  },
  /** What Kubernetes is tested for: 10,000 namespaces, 150,000 pods; with a default deny and two allows each. */
  'kubernetes-limit': (scale) => {
    const objects = [];
    for (let n = 0; n < 10_000 * scale; n++) {
      const ns = `ns-${n}`;
      objects.push(namespace(ns, { team: `team-${n % 100}` }));
      for (let p = 0; p < 15; p++) objects.push(pod(ns, `pod-${p}`, { app: ['web', 'api', 'db'][p % 3] }));
      objects.push(
        policy(ns, 'default-deny', { podSelector: {}, policyTypes: ['Ingress'] }),
        policy(ns, 'web', {
          podSelector: labels({ app: 'web' }),
          ingress: [{ from: [{ namespaceSelector: labels({ team: `team-${n % 100}` }) }], ports: [{ port: 8080 }] }],
        }),
        policy(ns, 'api', {
          podSelector: labels({ app: 'api' }),
          ingress: [{ from: [{ podSelector: labels({ app: 'web' }) }], ports: [{ port: 8443 }] }],
        }),
      );
    }
    return objects;
  },
  /** 2,000 namespaces isolated both ways, with DNS to one of them. */
  'both-directions': (scale) => {
    const objects = [namespace('kube-system'), pod('kube-system', 'dns', { 'k8s-app': 'kube-dns' })];
    const dns = { namespaceSelector: named('kube-system'), podSelector: labels({ 'k8s-app': 'kube-dns' }) };
    for (let n = 0; n < 2_000 * scale; n++) {
      const ns = `ns-${n}`;
      objects.push(namespace(ns));
      for (let p = 0; p < 15; p++) objects.push(pod(ns, `pod-${p}`, { app: ['web', 'api', 'db'][p % 3] }));
      const next = named(`ns-${(n + 1) % (2_000 * scale)}`);
      objects.push(
        policy(ns, 'default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }),
        policy(ns, 'dns', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [dns], ports: [{ protocol: 'UDP', port: 53 }] }] }),
        policy(ns, 'web-out', { podSelector: labels({ app: 'web' }), policyTypes: ['Egress'], egress: [{ to: [{ podSelector: labels({ app: 'api' }) }, { namespaceSelector: next }] }] }),
        policy(ns, 'api-in', { podSelector: labels({ app: 'api' }), ingress: [{ from: [{ podSelector: labels({ app: 'web' }) }], ports: [{ port: 8443 }] }] }),
        policy(ns, 'neighbours', { podSelector: {}, ingress: [{ from: [{ namespaceSelector: named(`ns-${n === 0 ? 2_000 * scale - 1 : n - 1}`) }] }] }),
      );
    }
    return objects;
  },
  /** One policy with 638 blocks, as the largest in np-guard's cases, and 100 workloads beside it. */
  '638-blocks': (scale) => {
    const to = Array.from({ length: 638 * scale }, (_, i) => ({
      ipBlock: { cidr: `${20 + (i >> 8)}.${i & 255}.0.0/16`, except: [`${20 + (i >> 8)}.${i & 255}.${i % 200}.0/24`] },
    }));
    const pods = Array.from({ length: 100 }, (_, i) => pod('one', `pod-${i}`, { app: `app-${i % 10}` }));
    return [namespace('one'), ...pods, policy('one', 'blocks', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to }] })];
  },
  /** A published production dump: 5,413 pods, 604 namespaces, 13,678 policies with 15,423 peers. */
  production: (scale) => {
    const objects = [];
    const [namespaces, pods, policies] = [604, 5_413, 13_678].map((size) => Math.round(size * scale));
    for (let n = 0; n < namespaces; n++) objects.push(namespace(`ns-${n}`, { env: ['prod', 'test', 'dev'][n % 3] }));
    for (let p = 0; p < pods; p++) objects.push(pod(`ns-${p % namespaces}`, `pod-${p}`, { app: `app-${(p / namespaces) | 0}`, tier: `t${p % 4}` }));
    for (let p = 0; p < policies; p++) {
      const peers = [
        { podSelector: labels({ app: `app-${p % 9}` }) },
        { namespaceSelector: named(`ns-${(p * 7) % namespaces}`) },
        { namespaceSelector: labels({ env: 'prod' }), podSelector: labels({ tier: `t${p % 4}` }) },
        { ipBlock: { cidr: `10.${p % 250}.${(p >> 4) % 250}.0/24` } },
      ];
      const from = p % 8 === 0 ? [peers[p % 4], peers[(p + 1) % 4]] : [peers[p % 4]];
      const podSelector = p % 3 === 0 ? {} : labels({ app: `app-${(p / namespaces | 0) % 9}` });
      objects.push(policy(`ns-${p % namespaces}`, `np-${p}`, { podSelector, ingress: [{ from, ports: [{ port: 8000 + (p % 20) }] }] }));
    }
    return objects;
  },
};

function namespace(name, own = {}) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name, ...own } } };
}

function pod(ns, name, own) {
  const spec = { containers: [{ name: 'c', image: 'i', ports: [{ name: 'http', containerPort: 8080 }] }] };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace: ns, name, labels: own }, spec };
}

function policy(ns, name, spec) {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace: ns, name }, spec };
}

function labels(matchLabels) {
  return { matchLabels };
}

function named(name) {
  return labels({ 'kubernetes.io/metadata.name': name });
}
