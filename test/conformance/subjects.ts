import { engineSubject } from './engine-subject';
import { naiveSubject } from './naive-subject';
import type { Subject } from './subject';

/** Everyone who is asked the fixtures and the corpus. */
export const subjects: Subject[] = [naiveSubject, engineSubject];
