import { expect, test } from "vitest";
import { labelTitle, metricTitle } from "./metric-title.ts";

test.each([
  ["orders_total", "Orders"],
  ["ride_matching_duration_seconds", "Ride matching duration"],
  ["sent_bytes_total", "Sent"],
  ["last_backup_timestamp_seconds", "Last backup"],
  ["sms_sent_total", "SMS sent"],
  ["http_pool_size", "HTTP pool size"],
  ["db_client_operation_duration_seconds", "Database operation duration"],
  ["build_info", "Build"],
])("%s is called %s", (name, title) => {
  expect(metricTitle({ name })).toBe(title);
});

test.each([
  ["outcome", "outcome"],
  ["http_route", "route"],
  ["payment_method", "payment method"],
])("the label %s is called %s", (label, title) => {
  expect(labelTitle(label)).toBe(title);
});
