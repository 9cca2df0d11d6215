import { cniLines, distributionLines, metadataLines } from './clusters-markdown';
import { serviceSection, servicesTable } from './services-markdown';
import { CNI_NAMES, cniProfile } from '../../platform/cni-profiles/cni-profiles';
import { DISTRIBUTIONS } from '../../platform/distributions';
import { METADATA_ENDPOINTS } from '../../platform/metadata-endpoints';
import { ServiceFacts } from '../../platform/service-facts';
import { SERVICES } from '../../platform/services';

/** docs/PLATFORMS.md */
export function platformsMarkdown(): string {
  return document([
    '# Platforms, network plugins and shared services',
    '',
    'Made by `npx projen docs:platforms` from `src/platform/`; change the facts there. `netpol platforms` prints the services.',
    '',
    'Every fact says where it is known from: **source** was read in the project’s own code or manifests, **documentation** in its documents, **secondary** in other public repositories or issues, **memory** was not verified. Ports are container ports, which is what policies are judged on. `<…>` differs by installation.',
    '',
    '## Platforms',
    '',
    ...distributionLines(DISTRIBUTIONS),
    '## Metadata endpoints of clouds',
    '',
    ...metadataLines(METADATA_ENDPOINTS),
    '## Network plugins',
    '',
    'What each does with NetworkPolicy, at its newest version. `?`: no source was found. \\*: see the note below.',
    '',
    ...cniLines(CNI_NAMES.map((name) => cniProfile(name))),
    '## Shared services',
    '',
    'Directions: **ingress** and **egress** are of the service’s own pods; **client-egress** is what a workload that uses it opens (`AllowService`), **workload-ingress** what a workload opens for it. "Given as" is what only you know: `peers: { git: … }`.',
    '',
    ...serviceLines(SERVICES),
  ]);
}

/** Some services, as `netpol platforms --format markdown` prints them. */
export function servicesMarkdown(services: readonly ServiceFacts[]): string {
  return document(serviceLines(services));
}

function serviceLines(services: readonly ServiceFacts[]): string[] {
  const categories = [...new Set(services.map(({ category }) => category))];
  return [
    ...servicesTable(services),
    '',
    ...categories.flatMap((category) => [
      `### ${category}`,
      '',
      ...services.filter((facts) => facts.category === category).flatMap(serviceSection),
    ]),
  ];
}

function document(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
