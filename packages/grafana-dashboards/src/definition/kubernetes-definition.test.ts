import { DefinitionError } from "@platform/metrics/define";
import { expect, test } from "vitest";
import { type KubernetesOptions, kubernetesSettings } from "./kubernetes-definition.ts";

const domain = "monitoring.shop.example";

test("only the domain must be said", () => {
  expect(kubernetesSettings("shop", { domain })).toEqual({
    domain,
    namespace: "monitoring",
    servicesNamespace: "shop",
    release: "kube-prometheus-stack",
    ingressClass: "nginx",
    ingressNamespace: "ingress-nginx",
    hosts: {},
  });
});

const WRONG: readonly (readonly [KubernetesOptions, string])[] = [
  [{ domain: "https://shop.example" }, "https://shop.example"],
  [{ domain: "shop" }, "monitoring.shop.example"],
  [{ domain, namespace: "Monitoring" }, "its namespace must match"],
  [{ domain, release: "a".repeat(59) }, "at most 58 characters"],
  [{ domain, namespace: "shop" }, 'got "shop" for both'],
  [{ domain, syntheticsImage: "registry.shop.example/flows" }, "registry.shop.example/flows"],
  [{ domain, hosts: { "127.0.0.1:5432": "postgres" } }, '"postgres"'],
];

test.each(WRONG)("%j is refused with what is wrong", (options, text) => {
  const make = () => kubernetesSettings("shop", options);
  expect(make).toThrow(DefinitionError);
  expect(make).toThrow(expect.objectContaining({ code: "kubernetes_invalid", message: expect.stringContaining(text) }));
});
