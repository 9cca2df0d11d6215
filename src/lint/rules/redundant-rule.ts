import { PolicyRule } from '../lint-rule';
import { MAX_COMPARED, ruleCovers } from '../rule-cover';

/** A rule that another one of the same policy makes superfluous. */
export const redundantRule: PolicyRule = {
  id: 'redundant-rule',
  severity: 'info',
  info: 'A rule allows nothing that another rule of the same policy does not allow.',
  why: 'It looks as if it mattered: removing it changes nothing, and narrowing it changes nothing either.',
  fix: 'Remove it, or narrow the wider rule.',
  checkPolicy({ rules }, report) {
    const effective = rules.filter(({ inEffect }) => inEffect).slice(0, MAX_COMPARED);
    effective.forEach((rule, index) => {
      const wider = effective.find(
        (other, at) =>
          other !== rule &&
          other.direction === rule.direction &&
          ruleCovers(other, rule) &&
          // Of two equal rules the later one is superfluous.
          (at < index || !ruleCovers(rule, other)),
      );
      if (!wider) return;
      const at = `${wider.path[1]}[${wider.path[2]}]`;
      report({ field: rule.path, message: `Everything this rule allows, ${at} allows too.` });
    });
  },
};
