import { expect } from 'vitest';
import compiled from '../lib/vitest/index.js';

export const { matchers } = compiled;

expect.extend(matchers);
