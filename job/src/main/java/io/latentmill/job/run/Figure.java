package io.latentmill.job.run;

import io.latentmill.udf.request.FailureKind;

/** What {@link Meters} count, by the names of Spark's metrics. */
enum Figure {
  IMAGES_GENERATED("images.generated"),
  ROWS_FAILED_USER("rows.failed.user"),
  ROWS_FAILED_MODEL("rows.failed.model"),
  ROWS_FAILED_RESOURCE("rows.failed.resource"),
  ROWS_FAILED_INTERNAL("rows.failed.internal"),
  BATCHES("batches"),
  BATCH_HALVINGS("batch.halvings"),
  DEVICE_BUSY_MILLIS("device.busy.millis"),
  ENCODE_MILLIS("phase.encode.millis"),
  DENOISE_MILLIS("phase.denoise.millis"),
  DECODE_MILLIS("phase.decode.millis"),
  SHARDS_WRITTEN("shards.written"),
  BYTES_WRITTEN("bytes.written"),
  WRITE_MILLIS("write.millis");

  private final String metric;

  Figure(String metric) {
    this.metric = metric;
  }

  String metric() {
    return metric;
  }

  static Figure failed(FailureKind kind) {
    return switch (kind) {
      case USER -> ROWS_FAILED_USER;
      case MODEL -> ROWS_FAILED_MODEL;
      case RESOURCE -> ROWS_FAILED_RESOURCE;
      case INTERNAL -> ROWS_FAILED_INTERNAL;
    };
  }
}
