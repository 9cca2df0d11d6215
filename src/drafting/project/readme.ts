import { DraftSummary } from '../draft-summary';
import { commentText } from '../source/literal-text';

/** What whoever opens the project reads first. */
export function readmeText({ namespaces, proof, review }: DraftSummary, command: string): string {
  return [
    '# Drafted network policies',
    '',
    `Written by ${code(command)}. It is a draft: read it as you would read the work of a colleague who knows the evidence and not the reasons.`,
    '',
    '```sh',
    'npm install',
    'npx cdk8s synth            # writes the manifests to dist/',
    'npx vitest run             # who reaches whom, exactly',
    'npx netpol check dist/',
    '```',
    '',
    '| File | Holds |',
    '| --- | --- |',
    '| `app.ts` | the app, and what is known of the cluster |',
    ...(namespaces.length > 0 ? ['| `namespaces/` | a file for each namespace: its workloads, and its flows |'] : []),
    '| `evidence/` | what was seen of each flow, in full; there where the draft was made from traffic |',
    '| `draft.json` | the flows that the draft knows, for the next run; there where it was made from traffic |',
    '| `reachability.test.ts` | what must be reachable, and nothing else |',
    '',
    '## What is proved',
    '',
    ...listed(proof.length > 0 ? proof : ['Nothing was drafted, so there is nothing to prove.']),
    '',
    '## What to review, first things first',
    '',
    ...(review.length === 0
      ? ['Nothing stands out.', '']
      : review.flatMap(({ title, items }, index) => [
          `### ${index + 1}. ${title}`,
          '',
          ...listed(items.map(code)),
          '',
        ])),
  ].join('\n');
}

const listed = (items: readonly string[]) => items.map((item) => `- ${item}`);

/** Text of the input as code: markup in it is text, and nothing in it ends the line or the code. */
function code(text: string): string {
  const visible = commentText(text);
  const longest = [...visible.matchAll(/`+/g)].reduce((most, [run]) => Math.max(most, run.length), 0);
  if (longest === 0) return `\`${visible}\``;
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${visible} ${fence}`;
}
