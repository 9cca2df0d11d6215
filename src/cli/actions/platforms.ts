import { findServices } from '../../platform/find-services';
import { ServiceFacts } from '../../platform/service-facts';
import { platformsJson } from '../../report/platforms/platforms-json';
import { servicesMarkdown } from '../../report/platforms/platforms-markdown';
import { platformsText } from '../../report/platforms/platforms-text';
import { Console, paintFor } from '../console';
import { ExitCode } from '../exit-code';
import { writeReport } from '../write-report';

export interface PlatformsCommandOptions {
  readonly format: string;
  readonly output?: string;
  readonly details?: true;
}

/** Says what is known about shared services. */
export function platforms(words: readonly string[], options: PlatformsCommandOptions, console: Console): ExitCode {
  writeReport(render(findServices(words), options, console), options.output, console);
  return ExitCode.FINE;
}

function render(services: readonly ServiceFacts[], options: PlatformsCommandOptions, { out }: Console): string {
  switch (options.format) {
    case 'json':
      return platformsJson(services);
    case 'markdown':
      return servicesMarkdown(services);
    default:
      return platformsText(services, options.details, options.output === undefined ? paintFor(out) : undefined);
  }
}
