package io.latentmill.udf.pipeline;

import io.latentmill.udf.pipeline.image.RowImages;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are denoised together.
 *
 * @param rows as the network sees them, vacancies filled up with copies of the last
 * @param own how many of them, the first, are rows of their own
 * @param key what the rows have in common
 */
record Batch(List<ReadyRow> rows, int own, BatchKey key) {

  /** A batch of a size, which has vacancies where rows are fewer. */
  static Batch of(List<ReadyRow> rows, int size) {
    List<ReadyRow> all = new ArrayList<>(rows);
    while (all.size() < size) {
      all.add(rows.get(rows.size() - 1));
    }
    return new Batch(List.copyOf(all), rows.size(), BatchKey.of(rows.get(0).request()));
  }

  List<GenerationRequest> requests() {
    return rows.stream().map(ReadyRow::request).toList();
  }

  List<GenerationRequest> ownRequests() {
    return requests().subList(0, own);
  }

  List<RowImages> images() {
    return rows.stream().map(ReadyRow::images).toList();
  }
}
