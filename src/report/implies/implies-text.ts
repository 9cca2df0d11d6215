import { ImpliesReport, endText, explainCounterexample, namespaceText, sidesOf } from './implies-report';
import { PolicyType } from '../../model/network-policy';
import { PortSet } from '../../model/port-set';
import { Counterexample } from '../../reachability/reasoning/counterexample';
import { Emphasis, PLAIN } from '../wording/emphasis';
import { printable } from '../wording/printable';
import { sideLines } from '../wording/side-text';

/** For people: yes or no, and where it is no, one flow that shows why. */
export function impliesText(report: ImpliesReport, emphasise = PLAIN): string {
  const limits = report.limits.flatMap((text) => [emphasise('yellow', printable(text)), '']);
  return `${[...limits, ...answerLines(report, emphasise)].join('\n')}\n`;
}

function answerLines(report: ImpliesReport, emphasise: Emphasis): string[] {
  const { question, answer } = report;
  const [first, second] = [report.first, report.second].map(({ name }) => printable(name)) as [string, string];
  const verb = question === 'forbid' ? 'forbids' : 'permits';
  switch (answer.answer) {
    case 'yes':
      return [
        emphasise('green', `Yes: ${first} ${verb} everything that ${second} ${verb}, for all pods there could be.`),
      ];
    case 'unknown':
      return [
        emphasise(
          'yellow',
          `Unknown: whether ${first} ${verb} everything that ${second} ${verb} takes too long to find out.`,
        ),
        'Compare fewer policies at a time, for example namespace by namespace.',
      ];
    case 'no':
      return [
        emphasise('bold', emphasise('red', `No: ${first} does not ${question} everything that ${second} ${verb}.`)),
        '',
        'For example:',
        ...exampleLines(report, answer.counterexample, emphasise),
      ];
  }
}

function exampleLines(report: ImpliesReport, example: Counterexample, emphasise: Emphasis): string[] {
  const { from, to, protocol, port, portNames, deniedBy } = example;
  const { allows, denies } = sidesOf(report);
  const names = portNames.length === 0 ? '' : `, which the destination calls ${portNames.join(' and ')}`;
  const [source, destination] = [endText(from), endText(to)];
  const sides = explainCounterexample(denies, example);
  const side = sides[deniedBy === PolicyType.EGRESS ? 0 : 1];
  const [subject, peer] = deniedBy === PolicyType.EGRESS ? [source, destination] : [destination, source];
  return [
    `  from ${printable(source)}${printable(namespaceText(from))}`,
    `  to   ${printable(destination)}${printable(namespaceText(to))}`,
    `  on   ${protocol} ${port}${printable(names)}`,
    `${printable(allows.name)} allows it, and ${printable(denies.name)} does not:`,
    ...sideLines(side, subject, peer, PortSet.of(protocol, port), emphasise).map((line) => `  ${line}`),
  ];
}
