import { Construct } from 'constructs';
import { InvalidInput, within } from '../model/invalid-input';
import { labelNameProblems } from '../model/kubernetes-names';

/** The name of a delivery object, which both engines also write into labels. */
export function checkDeliveryName(name: string): string {
  const problems = labelNameProblems(name);
  if (problems.length === 0) return name;
  throw new InvalidInput(
    `The name ${JSON.stringify(name)} is not valid: it ${problems.join(', and ')}.`,
    'Choose a simpler id, or give a name.',
  );
}

/** The folder of the output in its repository, as engines take it: relative, without `.` and `..`. */
export function checkOutputPath(path: string): string {
  const steps = path.replace(/^\.\//, '').replace(/\/$/, '').split('/');
  const isPlain = steps.every((step) => /^[\w][\w.-]*$/.test(step));
  if (path === '.' || path === './') return '.';
  if (isPlain) return steps.join('/');
  throw new InvalidInput(
    `The output path ${JSON.stringify(path)} is no plain path inside the repository.`,
    "Write the folder that synth writes to, seen from the top of the repository: 'deploy/network-policies'.",
  );
}

/** The address of a Git repository. A password in it would be committed for everybody to read. */
export function checkRepoUrl(url: string): string {
  if (!/^(https?|ssh|git|oci|file):\/\/\S+$|^[\w.-]+@[\w.-]+:\S+$/.test(url)) {
    throw new InvalidInput(
      `${JSON.stringify(url)} is no address of a Git repository.`,
      "Write for example 'https://git.example.com/platform/policies.git'.",
    );
  }
  if (/^https?:\/\/[^/]*@/.test(url)) {
    throw new InvalidInput(
      'The address of the repository holds a user name or password, which would be committed with it.',
      'Leave it out, and give the engine its credentials as a Secret.',
    );
  }
  return url;
}

/** A duration as Go writes it. */
export function checkDuration(what: string, text: string): string {
  if (/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(text)) return text;
  throw new InvalidInput(`The ${what} ${JSON.stringify(text)} is no duration.`, "Write for example '10m' or '1h30m'.");
}

/** Has synth report what `check` throws, when the whole program is known. */
export function checkAtSynth(construct: Construct, check: () => void): void {
  construct.node.addValidation({
    validate: () => {
      try {
        within('delivery', check);
        return [];
      } catch (error) {
        if (error instanceof InvalidInput) return [error.message];
        throw error;
      }
    },
  });
}
