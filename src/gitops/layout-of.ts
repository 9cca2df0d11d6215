import { IConstruct } from 'constructs';
import { Layout } from './layout';
import { InvalidInput } from '../model/invalid-input';

/** The layout of an app, and the ending of its files. */
export interface AppLayout {
  readonly layout: Layout;
  readonly extension: string;
}

const layouts = new WeakMap<IConstruct, () => AppLayout | undefined>();

/** Says what the layout of a tree is, when somebody asks. */
export function setLayout(root: IConstruct, find: () => AppLayout | undefined): void {
  layouts.set(root, find);
}

/**
 * The layout of the tree of `scope`.
 *
 * @throws InvalidInput if it has none
 */
export function layoutOf(scope: IConstruct): AppLayout {
  const found = layouts.get(scope.node.root)?.();
  if (found) return found;
  throw new InvalidInput(
    'What delivers the output has to know its files, and those of a plain cdk8s app follow no layout.',
    'Use a NetpolApp: new NetpolApp({ layout: Layout.FOLDER_PER_NAMESPACE }).',
  );
}
