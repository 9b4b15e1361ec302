import { Chalk } from 'chalk';
import type { Screen } from './screen.ts';

export type Painter = (text: string) => string;

/**
 * Colours by meaning. They only repeat what words and marks say: some eyes and most log files have none. Who can't tell
 * red from green (protanopia, deuteranopia) sees yellow and green alike, too; red, cyan, yellow and bright blue stay
 * apart for all of them, and the plain blue is too dark on black (test/drawing/paint.test.ts holds them against a model).
 */
export interface Paint {
  readonly broken: Painter;
  readonly flight: Painter;
  readonly warning: Painter;
  readonly healthy: Painter;
  readonly quiet: Painter;
  readonly strong: Painter;
}

/** The level is the screen's alone: chalk's own look at the environment would contradict `NO_COLOR` and tests. */
export function paintFor(screen: Screen): Paint {
  const chalk = new Chalk({ level: screen.colour ? 1 : 0 });
  return {
    broken: textAlone(chalk.red.bold),
    flight: textAlone(chalk.cyan),
    warning: textAlone(chalk.yellow),
    healthy: textAlone(chalk.blueBright),
    quiet: textAlone(chalk.dim),
    strong: textAlone(chalk.bold),
  };
}

/** Chalk joins whatever it is given: behind `lines.map` also the line's number and all lines. */
function textAlone(painter: Painter): Painter {
  return (text) => painter(text);
}
