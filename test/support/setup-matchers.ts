import { expect } from 'vitest';
import { matchers } from '../../src/vitest/index';

expect.extend(matchers);
