import { RuleCases } from '../rule-case';
import { egress, ingress, np, pod, service, toBlock, web } from '../rule-manifests';

export const ADDRESSES_CASES: RuleCases = {
  'api-server-by-selector': {
    violating: egress('{to: [{namespaceSelector: {}, podSelector: {matchLabels: {component: kube-apiserver}}}]}'),
    clean: egress('{to: [{ipBlock: {cidr: 10.0.0.1/32}}], ports: [{port: 6443}]}'),
  },
  'cidr-host-bits': {
    violating: toBlock('cidr: 10.0.0.5/8'),
    clean: toBlock('cidr: 10.0.0.5/32'),
  },
  'except-incomplete': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]'),
    clean: toBlock(
      'cidr: 0.0.0.0/0, except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]',
    ),
  },
  'ip-block-covers-pods': {
    violating: pod('', 'status: {podIP: 10.1.2.3}\n') + toBlock('cidr: 10.0.0.0/8'),
    clean: pod('', 'status: {podIP: 10.1.2.3}\n') + toBlock('cidr: 203.0.113.0/24'),
  },
  'ip-block-covers-services': {
    violating: web + service('web', 'clusterIP: 10.96.0.10, selector: {app: web}') + toBlock('cidr: 10.96.0.0/12'),
    clean: web + service('web', 'clusterIP: None, selector: {app: web}') + toBlock('cidr: 10.96.0.0/12'),
  },
  'ipv6-unrestricted': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]', ", {ipBlock: {cidr: '::/0'}}"),
    clean: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]', ", {ipBlock: {cidr: '2000::/3'}}"),
  },
  'metadata-endpoint-reachable': {
    violating: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]'),
    clean: toBlock('cidr: 0.0.0.0/0, except: [169.254.0.0/16, 100.64.0.0/10, 168.63.129.16/32, 192.0.0.0/24]'),
  },
  'world-egress-without-except': {
    violating: toBlock('cidr: 0.0.0.0/0'),
    clean: toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]'),
  },
  'world-ingress': {
    violating:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80}]') +
      ingress('{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}'),
    clean:
      web +
      service('web', 'type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]') +
      ingress('{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}'),
  },
  'client-address-hidden': {
    violating:
      web +
      service('web', 'type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]') +
      ingress('{from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 8080}]}'),
    clean:
      web +
      service('web', 'type: LoadBalancer, externalTrafficPolicy: Local, selector: {app: web}, ports: [{port: 80}]') +
      ingress('{from: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 8080}]}'),
  },
  'hole-filled-again': {
    violating:
      toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]') +
      np('{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}', 'name: allow-all'),
    clean:
      toBlock('cidr: 0.0.0.0/0, except: [10.0.0.0/8]') +
      np('{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.1.2.0/24}}]}]}', 'name: to-db'),
  },
};
