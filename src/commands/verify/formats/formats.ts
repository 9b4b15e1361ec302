/**
 * The output formats of verify, one entry each: `--help`, the check of `-o`, and what becomes of a failure go by this
 * record. Each is loaded when it is asked for.
 */

import type { Screen } from '../../../drawing/screen.ts';
import type { FailOn } from '../../../judge/finding.ts';
import type { ResourceRef } from '../../../stages/keys.ts';
import type { TypedLine } from '../../../suggestion.ts';
import type { VerifiedResource, VerifyResult } from '../result.ts';
import type { Thresholds } from './nagios.ts';

/** What a report of a run may go by. */
export interface FormatContext {
  /** The screen, once all is there to draw these texts on it. */
  readonly screen: (texts: unknown) => Promise<Screen>;
  /** Takes what is written as found. */
  readonly write: (text: string) => void;
  /** Each resource is listed, however many there are; with `listAll` the healthy ones too. */
  readonly list: boolean;
  readonly listAll: boolean;
  readonly failOn: FailOn;
  readonly thresholds: Thresholds;
  /** The command line that asks for it. */
  readonly typed: TypedLine;
}

export interface Times {
  /** Milliseconds since the epoch. */
  readonly ended: number;
  readonly tookMs: number;
}

export interface VerifyReport {
  /** Is given each listed resource as it is found; absent: the result has the list. */
  readonly onResource?: (resource: VerifiedResource) => void;
  readonly text: (result: VerifyResult, times: Times) => string | Promise<string>;
  /** The resources that the text tells to look at next; asked for once all is there. */
  readonly named?: (result: VerifyResult) => readonly ResourceRef[];
  /** Takes the place of 0 and 1. */
  readonly exitCode?: (result: VerifyResult) => number;
}

/** A run that reached no verdict. */
export interface Failure extends Times {
  readonly message: string;
  readonly context: string | undefined;
  /** What the output file held before; empty where there is none. */
  readonly previous: string;
}

export interface VerifyFormat {
  /** For `--help`. */
  readonly about: string;
  readonly report: (context: FormatContext) => Promise<VerifyReport>;
  /** Told instead of a result; absent: the error alone is told. */
  readonly failure?: (failure: Failure) => Promise<string>;
  /** Takes the place of every exit code that is no verdict. */
  readonly failureCode?: number;
  /** Of the file that `--output` names; absent: as the umask says. */
  readonly fileMode?: number;
}

const ignore = () => undefined;

export const VERIFY_FORMATS = {
  table: { about: 'for people', report: tableReport },
  json: {
    about: 'one document',
    report: async ({ typed }) => {
      const { verifyJson } = await import('./json.ts');
      return {
        text: (result) => verifyJson(result, typed),
        named: ({ resources }) => resources.map(({ ref }) => ref),
      };
    },
  },
  ndjson: {
    about: 'a resource a line, the summary last',
    report: async ({ write, typed }) => {
      const { resourceLine, summaryLine } = await import('./ndjson.ts');
      return { onResource: (resource) => write(resourceLine(resource, typed)), text: summaryLine };
    },
  },
  prometheus: {
    about: "metrics for node_exporter's textfile collector",
    fileMode: 0o644,
    report: async () => {
      const { prometheusText } = await import('./prometheus.ts');
      const text: VerifyReport['text'] = (result, times) =>
        prometheusText(result, { ...times, context: result.source.context });
      return { onResource: ignore, text };
    },
    failure: async ({ previous, ...times }) =>
      (await import('./prometheus.ts')).prometheusFailure(previous, times),
  },
  nagios: {
    about: "a plugin's line with perfdata",
    failureCode: 3,
    report: nagiosReport,
    failure: async ({ message }) => (await import('./nagios.ts')).nagiosFailure(message),
  },
  baseline: {
    about: 'a line for --baseline FILE for each finding',
    report: async ({ failOn }) => {
      const { baselineText } = await import('./baseline-lines.ts');
      return { text: (result, { ended }) => baselineText(result, { failOn, now: ended }) };
    },
  },
} as const satisfies Record<string, VerifyFormat>;

export type Format = keyof typeof VERIFY_FORMATS;

async function tableReport({ screen, list, listAll }: FormatContext): Promise<VerifyReport> {
  const [{ newSections }, { renderVerify }, { toShow }] = await Promise.all([
    import('./sections.ts'),
    import('./table.ts'),
    import('./next.ts'),
  ]);
  const sections = newSections(list || listAll ? Number.POSITIVE_INFINITY : undefined);
  return {
    onResource: sections.take,
    named: () => toShow(sections.sections()),
    text: async (result) => {
      const listed = sections.sections();
      return renderVerify(result, await screen([result, listed]), { listAll, sections: listed });
    },
  };
}

async function nagiosReport({ thresholds }: FormatContext): Promise<VerifyReport> {
  const [{ nagiosCode, nagiosText }, { newGrouping }] = await Promise.all([
    import('./nagios.ts'),
    import('./groups.ts'),
  ]);
  const broken = newGrouping();
  return {
    onResource: (resource) => {
      if (resource.verdict === 'broken' && !resource.known) broken.take(resource);
    },
    text: (result, { tookMs }) => {
      const code = nagiosCode(result, thresholds);
      return nagiosText(result, { code, thresholds, seconds: tookMs / 1000 }, broken.groups());
    },
    exitCode: (result) => nagiosCode(result, thresholds),
  };
}
