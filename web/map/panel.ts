import type { Changes } from './changes';
import { button, element, plural } from './dom';
import { Deciding, decidingAt } from './explain';
import type { Names } from './names';
import { Relation, Verdict } from './relation';
import { shellWords } from '../../src/model/shell-words';

const HOPS = 3;
/** So far a shortest path is looked for. */
const FARTHEST = 12;
const LISTED = 60;

/** What stands beside the picture: an answer about one pair, or about one workload. */
export class Panel {
  public constructor(
    private readonly relation: Relation,
    private readonly names: Names,
    private readonly changes: Changes | undefined,
    private readonly go: (from: number, to: number | undefined) => void,
  ) {}

  /** Why one end may or may not reach another one. */
  public pair(from: number, to: number): Node[] {
    const { relation, names } = this;
    const verdict = relation.verdict(from, to);
    const [allowed, open] = [
      this.portsText(relation.allowedPorts(from, to)),
      this.portsText(relation.undefinedPorts(from, to)),
    ];
    const [a, b] = [names.of(from), names.of(to)];
    const answers =
      verdict === Verdict.NONE
        ? [
            answer(
              '',
              from === to
                ? 'A pod can always reach itself.'
                : 'No policy of this cluster is about traffic between addresses outside.',
            ),
          ]
        : [
            ...(allowed ? [answer('allowed', `Yes: ${a} may reach ${b} on ${allowed}.`)] : []),
            ...(open
              ? [
                  answer(
                    'undefined',
                    `It depends for ${open}: nobody can tell, or it hangs on requests or names. The command below says on what.`,
                  ),
                ]
              : []),
            ...(allowed || open ? [] : [answer('denied', `No: ${a} may not reach ${b} on any port.`)]),
          ];
    return [
      element('h2', {}, `${a} → ${b}`),
      ...answers,
      ...(verdict === Verdict.NONE ? [] : [...this.side('egress', from, to), ...this.side('ingress', to, from)]),
      ...this.changesOf(from, to),
      ...this.path(from, to),
      ...this.command(from, to),
      element(
        'p',
        {},
        button('The other way round', () => this.go(to, from)),
        ' ',
        button(`All of ${names.short(from)}`, () => this.go(from, undefined)),
      ),
    ];
  }

  /** Whom one end may reach, by whom it may be reached, and how far somebody gets who holds it. */
  public one(end: number): Node[] {
    const { relation, names } = this;
    const reached = [...relation.reachedFrom(end)];
    const reaching = [...relation.reaching(end)];
    const { labels, ends, data } = { ...relation.data, data: relation.data };
    const own = labels[ends.labels[end]!];
    return [
      element('h2', {}, names.of(end)),
      ...(own ? [element('p', { class: 'soft' }, own)] : []),
      ...(relation.isOutside(end) ? [] : [element('p', {}, isolationText(data.ends.isolated[end]!))]),
      element('h3', {}, `May reach ${plural(reached.length, 'end')}`),
      this.list(reached, (to) => this.go(end, to)),
      element('h3', {}, `May be reached by ${plural(reaching.length, 'end')}`),
      this.list(reaching, (from) => this.go(from, end)),
      ...(relation.isOutside(end) ? [] : this.blast(end)),
    ];
  }

  private blast(end: number): Node[] {
    const { hops } = this.relation.hopsFrom(end, HOPS);
    const rings = Array.from({ length: HOPS }, (_, index) => {
      const there = [...hops.keys()].filter((other) => hops[other] === index + 1);
      return element(
        'details',
        {},
        element('summary', {}, `${plural(index + 1, 'hop')}: ${plural(there.length, 'end')}`),
        this.list(there, (to) => this.go(end, to)),
      );
    });
    return [
      element('h3', {}, 'Blast radius'),
      element(
        'p',
        { class: 'soft' },
        'What somebody reaches who holds this workload, and then every workload reached:',
      ),
      ...rings,
    ];
  }

  private path(from: number, to: number): Node[] {
    const { relation, names } = this;
    if (relation.isOutside(from) || relation.verdict(from, to) === Verdict.ALLOWED || from === to) return [];
    const { hops, before } = relation.hopsFrom(from, FARTHEST);
    if (hops[to] === -1) {
      return [element('h3', {}, 'By way of others'), element('p', {}, 'There is no way, through whichever workloads.')];
    }
    const way = [to];
    while (way[0] !== from) way.unshift(before[way[0]!]!);
    return [
      element('h3', {}, 'By way of others'),
      element('p', {}, `Somebody who holds ${names.of(from)} needs ${plural(hops[to]!, 'hop')}:`),
      element('ol', { class: 'plain' }, ...way.map((end) => element('li', {}, names.of(end)))),
    ];
  }

  private side(direction: 'ingress' | 'egress', own: number, other: number): Node[] {
    const { relation, names } = this;
    if (relation.isOutside(own)) return [];
    const isolated = (relation.data.ends.isolated[own]! & (direction === 'ingress' ? 1 : 2)) > 0;
    const deciding = decidingAt(relation, direction, own, other);
    const heading = element('h3', {}, `${direction === 'egress' ? 'Egress' : 'Ingress'} of ${names.of(own)}`);
    if (!isolated && deciding.length === 0) {
      return [heading, element('p', {}, 'No policy isolates it in this direction, so everything is allowed here.')];
    }
    return [heading, element('ul', { class: 'plain' }, ...deciding.map((one) => this.decidingItem(one, other)))];
  }

  private decidingItem({ policy, rules, hasRules }: Deciding, other: number): Node {
    const { ports } = this.relation.data;
    const place = policy.place === '' ? '' : ` (${policy.place})`;
    const title = `${policy.kind} ${policy.name}${place}`;
    if (!policy.complete) {
      return element('li', {}, `${title} has a say; the command below tells which of its rules decides.`);
    }
    if (rules.length === 0) {
      const why = hasRules ? `no rule of it is about ${this.names.of(other)}` : 'it has no rule, so it allows nothing';
      return element('li', {}, `${title}: ${why}.`);
    }
    return element(
      'li',
      {},
      `${title}:`,
      element(
        'ul',
        { class: 'plain' },
        ...rules.map((rule) => {
          const named = (rule.names ?? []).map((name) => `the port ${name}`);
          const numbers = ports.text[rule.ports]!;
          const what = [...(numbers === 'nothing' ? [] : [numbers]), ...named].join(', ');
          return element('li', {}, `${rule.where} allows ${what || 'nothing'}`);
        }),
      ),
    );
  }

  private changesOf(from: number, to: number): Node[] {
    const { changes, relation } = this;
    const found = changes?.between(from, to) ?? [];
    if (!changes || found.length === 0) return [];
    const { before, after, addresses, by, causes } = changes.columns;
    const text = relation.data.ports.text;
    return [
      element('h3', {}, 'What changed'),
      element(
        'ul',
        { class: 'plain' },
        ...found.map((change) => {
          const where = addresses[change] ? ` for ${addresses[change]}` : '';
          const what = `${text[before[change]!]} before, ${text[after[change]!]} now${where}`;
          const why = by[change]!.map((cause) => causes[cause]).join('; ');
          return element('li', {}, why === '' ? what : `${what}: ${why}`);
        }),
      ),
    ];
  }

  private command(from: number, to: number): Node[] {
    const { command } = this.relation.data;
    const [a, b] = [this.names.question(from), this.names.question(to)];
    if (command === '' || a === undefined || b === undefined) return [];
    const asked = `${command} ${shellWords(['--from', a, '--to', b])}`;
    return [
      element('h3', {}, 'Ask again, and what would change it'),
      element('div', { class: 'copy' }, element('code', {}, asked)),
    ];
  }

  private list(ends: readonly number[], open: (end: number) => void): Node {
    const shownEnds = ends.slice(0, LISTED);
    return element(
      'ul',
      { class: 'plain' },
      ...shownEnds.map((end) =>
        element(
          'li',
          {},
          button(this.names.of(end), () => open(end)),
        ),
      ),
      ends.length > LISTED
        ? element('li', { class: 'soft' }, `and ${ends.length - LISTED} more; the table has all`)
        : undefined,
    );
  }

  private portsText(ports: number): string | undefined {
    return ports === -1 ? undefined : this.relation.data.ports.text[ports];
  }
}

function answer(kind: string, text: string): Node {
  return element('p', { class: `answer ${kind}` }, text);
}

function isolationText(isolated: number): string {
  const open = [...((isolated & 1) === 0 ? ['ingress'] : []), ...((isolated & 2) === 0 ? ['egress'] : [])];
  if (open.length === 0) return 'Policies isolate it in both directions.';
  return `No policy isolates it for ${open.join(' and ')}.`;
}
