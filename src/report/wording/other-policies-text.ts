import { printable } from './printable';
import { OtherPolicy } from '../../manifests/other-policies';

const MOST_NAMED = 3;

/** `CiliumNetworkPolicy shop/deny-all could decide and is not analysed`, of the first few. */
export function othersText(others: readonly OtherPolicy[]): string {
  const titles = others.map(({ title }) => printable(title));
  const named = titles.slice(0, MOST_NAMED).join(', ');
  const more = titles.length > MOST_NAMED ? ` and ${titles.length - MOST_NAMED} more` : '';
  return `${named}${more} could decide and ${titles.length === 1 ? 'is' : 'are'} not analysed`;
}
