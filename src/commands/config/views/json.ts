import { jsonLine, jsonText } from '../../../drawing/json-text.ts';
import type { ConfigResult, ConfigSetting } from '../result.ts';

/** `config -o json`. */
export function configJson(result: ConfigResult): string {
  return jsonText(asPrintable(result));
}

/** `config -o ndjson`: all of it on one line. */
export function configLine(result: ConfigResult): string {
  return jsonLine(asPrintable(result));
}

function asPrintable({ file, context, settings, contexts, notes }: ConfigResult) {
  return {
    schema_version: 1,
    file: { ...file },
    context: context === null ? null : { ...context },
    settings: Object.fromEntries(settings.map((setting) => [setting.name, settingJson(setting)])),
    contexts: contexts.map(({ clusterId, discoverySrv, ...rest }) => ({
      ...rest,
      ...{ cluster_id: clusterId, discovery_srv: discoverySrv },
    })),
    notes,
  };
}

function settingJson({ value, source, origin }: ConfigSetting) {
  return { value, source, origin };
}
