import { shortList } from './short-list';
import { OtherPolicy } from '../../manifests/other-policies';

const MOST_NAMED = 3;

/** `CiliumNetworkPolicy shop/deny-all could decide and is not analysed`, of the first few. */
export function othersText(others: readonly OtherPolicy[]): string {
  const titles = others.map(({ title }) => title);
  return `${shortList(titles, MOST_NAMED)} could decide and ${titles.length === 1 ? 'is' : 'are'} not analysed`;
}
