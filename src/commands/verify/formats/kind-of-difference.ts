import type { Finding } from '../../../judge/finding.ts';
import type { VerifiedFinding, VerifiedResource } from '../result.ts';

/** What is particular to one resource, in the order in which it is taken away. */
const PARTICULARS: readonly (readonly [RegExp, string])[] = [
  [/^output "((?:[^"\\]|\\.)*)"/, '$1'],
  [/ differs between \S+ and \S+$/, ' differs'],
  [/: output_value differs$/, ' differs'],
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{32}\b/gi, 'ID'],
  // Times, revisions, versions, places in a text: numbers that stand alone.
  [/\b\d+(?:[-:.T]\d+)*Z?\b/g, 'N'],
];
const LONGEST = 120;

/** Alike for findings that the same cause may have: `mac_address differs`, `mac_address → null`. */
export function kindOfDifference({ message, actual }: Finding): string {
  const general = PARTICULARS.reduce((text, [what, instead]) => text.replace(what, instead), message);
  const kind = general.slice(0, LONGEST);
  return actual === 'null' ? `${kind.replace(/ differs$/, '')} -> null` : kind;
}

/** The gravest findings; info is only counted. */
export function tellingFindings({
  findings,
}: Pick<VerifiedResource, 'findings'>): readonly VerifiedFinding[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : findings.filter(({ severity }) => severity === 'warning');
}
