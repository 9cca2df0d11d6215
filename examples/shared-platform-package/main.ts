import { catalog } from './teams/catalog';
import { checkout } from './teams/checkout';
import { NetpolApp } from 'cdk8s-netpol';

export const app = new NetpolApp();

const products = catalog(app);
checkout(app, products);

app.synth();
