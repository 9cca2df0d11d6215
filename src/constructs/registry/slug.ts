/** Text as a part of a policy name: lower case letters, digits and single dashes. */
export function slug(text: string): string {
  const dashed = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return dashed.replace(/^-/, '').replace(/-$/, '');
}
