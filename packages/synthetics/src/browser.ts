export { type PageOptions, withPage } from "./browser/with-page.ts";
