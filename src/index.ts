export * from './model/protocol';
