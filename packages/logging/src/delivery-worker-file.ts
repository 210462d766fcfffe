/**
 * The file of the thread that ships, beside which this module stands in the sources (`.ts`) and in the package (`.js`). Undefined in a bundle of CommonJS,
 * where nothing tells where it stands.
 */
export function deliveryWorkerFile(): URL | undefined {
  const { url }: { readonly url?: string } = import.meta;
  return url === undefined ? undefined : new URL(`./delivery-worker${url.slice(url.lastIndexOf("."))}`, url);
}
