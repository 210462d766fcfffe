/** The file of the thread that ships, beside which this module stands in the sources (`.ts`) and in the package (`.js`). */
export function deliveryWorkerFile(): URL {
  const { url } = import.meta;
  return new URL(`./delivery-worker${url.slice(url.lastIndexOf("."))}`, url);
}
