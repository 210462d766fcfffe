import { renderFiles } from "@platform/grafana-dashboards";
import { deployKubernetes, stateFolder } from "@platform/stack";
import { stackRenderers } from "@platform/stack/render";
import { type ExitCode, exitCode } from "../../exit-code.ts";
import type { Terminal } from "../../terminal/terminal.ts";
import { checkedModel, refuse } from "../checked-model.ts";
import type { DeployOptions } from "./deploy.ts";
import { programPlace } from "./target.ts";

/** `platform stack deploy --target kubernetes`: exit 1 with nothing changed if the definitions are not sound. */
export async function deployToCluster(options: DeployOptions, terminal: Terminal): Promise<ExitCode> {
  const { state, overlay, json } = options;
  const checked = await checkedModel(options);
  if (!checked.isSound) {
    return refuse(checked, options, "changed", terminal);
  }
  const { model } = checked;
  const files = renderFiles(model, stackRenderers);
  const report = await deployKubernetes(stateFolder(state), { files, overlay, platform: model.platform.name, ...programPlace() });
  for (const object of json ? [JSON.stringify({ ok: true, state, target: "kubernetes", ...report }, null, 2)] : report.objects) {
    terminal.out.line(object);
  }
  return exitCode.fine;
}
