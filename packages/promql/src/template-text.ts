/**
 * Text as it stands, in an annotation or a label of an alert: Prometheus expands `{{ … }}` there, and the text of a
 * definition may hold such braces.
 *
 * @see https://prometheus.io/docs/prometheus/latest/configuration/template_reference/
 */
export function templateText(text: string): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}
