/**
 * The value of the label `le` for a bucket bound, as every format of this package writes it: a canonical number of OpenMetrics,
 * `1.0` rather than `1`. Prometheus 3 writes the same for every target.
 *
 * @see https://prometheus.io/docs/specs/om/open_metrics_spec/#considerations-canonical-numbers
 */
export function bucketLabel(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) {
    return "+Inf";
  }
  if (bound === 0) {
    return "0.0";
  }
  const [mantissa = "", exponent = ""] = bound.toExponential().split("e");
  const power = Number(exponent);
  if (power < -4 || power >= 6) {
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  const plain = String(bound);
  return plain.includes(".") ? plain : `${plain}.0`;
}
