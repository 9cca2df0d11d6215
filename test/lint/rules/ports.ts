import { RuleCases } from '../rule-case';
import { egress, ingress, nodePortService, service, toApi, twoNumbers, web } from '../rule-manifests';

export const PORTS_CASES: RuleCases = {
  'named-port-ambiguous': {
    violating: twoNumbers + ingress('{ports: [{port: http}]}'),
    clean: web + ingress('{ports: [{port: http}]}'),
  },
  'named-port-not-found': {
    violating: web + ingress('{ports: [{port: https}]}'),
    clean: web + ingress('{ports: [{port: http}]}'),
  },
  'named-port-to-block': {
    violating: egress('{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: http}]}'),
    clean: egress('{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 80}]}'),
  },
  'service-port-in-policy': {
    violating:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80, targetPort: http}]') +
      ingress('{ports: [{port: 80}]}'),
    clean:
      web +
      service('web', 'selector: {app: web}, ports: [{port: 80, targetPort: http}]') +
      ingress('{ports: [{port: 8080}]}'),
  },
  'udp-protocol-missing': {
    violating: egress(`{${toApi}, ports: [{port: 8125}]}`),
    clean: egress(`{${toApi}, ports: [{port: 8125, protocol: UDP}, {port: 123, protocol: TCP}]}`),
  },
  'node-port-in-policy': {
    violating: web + nodePortService + ingress('{ports: [{port: 30080}]}'),
    clean: web + nodePortService + ingress('{ports: [{port: 8080}]}'),
  },
};
