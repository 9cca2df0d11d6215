export * from './call-service';
export * from './company-cluster';
export * from './team-namespace';
export * from './use-postgres';
export * from './web-service';
