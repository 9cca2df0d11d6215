export * from './model/cidr';
export * from './model/flow-exception';
export { LabelSelector } from './model/label-selector';
export * from './model/network-policy';
export { Port } from './model/port';
export * from './model/protocol';
