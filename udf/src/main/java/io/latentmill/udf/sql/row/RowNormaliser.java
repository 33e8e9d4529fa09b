package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import java.io.Serializable;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Checks a row and fills in its defaults. A row that cannot be generated is a result, not an
 * exception: it ends as a failed row with the first reason found here. Knows nothing of tables; ids
 * across rows are another matter. Thread-safe.
 */
public final class RowNormaliser implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final RequestColumn[] COLUMNS = RequestColumn.values();

  private final RowDefaults defaults;
  private final ImageSizes imageSizes;

  /** For the rows of one model. */
  public RowNormaliser(RowDefaults defaults, ImageSizes imageSizes) {
    this.defaults = defaults;
    this.imageSizes = imageSizes;
  }

  /**
   * Normalises one row.
   *
   * @param row what the table holds
   */
  public NormalisedRow normalise(PlainRow row) {
    SortedMap<String, Object> values = new TreeMap<>();
    Optional<String> problem = row.damage().or(() -> convert(row.request(), values));
    String digest = digest(row, values);
    Optional<String> model = attempt(() -> defaults.ofModel(modelOf(values)));
    RowDefaults own = model.isPresent() ? defaults : defaults.ofModel(modelOf(values));
    fillIn(own, row.request(), values);
    Optional<String> images = attempt(() -> checkImages(values));
    Optional<String> unusable =
        attempt(() -> checkBytes(row)).or(() -> problem).or(() -> model).or(() -> images);
    if (unusable.isPresent()) {
      return new NormalisedRow(values, digest, BucketKey.INVALID, unusable);
    }
    try {
      String bucket = BucketKey.of(checked(own, row.request(), values));
      return new NormalisedRow(values, digest, bucket, Optional.empty());
    } catch (LatentmillException e) {
      return new NormalisedRow(values, digest, BucketKey.INVALID, Optional.of(e.getMessage()));
    }
  }

  /** Puts what can be converted into {@code values}; returns the first thing that cannot. */
  private static Optional<String> convert(
      Map<String, Object> request, SortedMap<String, Object> values) {
    Optional<String> problem = Optional.empty();
    for (RequestColumn column : COLUMNS) {
      Object value = request.get(column.label());
      if (value != null && !(column == RequestColumn.ID && value.equals(""))) {
        Optional<String> found =
            attempt(() -> values.put(column.label(), ColumnReader.convert(column, value)));
        problem = problem.or(() -> found);
      }
    }
    return problem;
  }

  private static String digest(PlainRow row, Map<String, Object> converted) {
    TreeMap<String, Object> identity = new TreeMap<>(row.passthrough());
    identity.putAll(row.request());
    identity.putAll(converted);
    return RowDigest.of(identity);
  }

  private static Object modelOf(Map<String, Object> values) {
    return values.get(RequestColumn.MODEL.label());
  }

  private static void fillIn(
      RowDefaults defaults, Map<String, Object> request, SortedMap<String, Object> values) {
    defaults
        .values()
        .forEach(
            (name, value) -> {
              if (request.get(name) == null) {
                values.put(name, value);
              }
            });
  }

  /** Rows that ask for an impossible number of images make one failed row. */
  private void checkImages(SortedMap<String, Object> values) {
    Integer images = (Integer) values.get("num_images");
    if (images != null && (images < 1 || images > defaults.maxImages())) {
      values.remove("num_images");
      throw LatentmillException.user("num_images %d is not in 1..%d", images, defaults.maxImages());
    }
  }

  private void checkBytes(PlainRow row) {
    long bytes = PlainValues.size(row.request()) + PlainValues.size(row.passthrough());
    if (bytes > defaults.maxBytes()) {
      throw LatentmillException.user(
          "the row holds %d bytes, more than %d", bytes, defaults.maxBytes());
    }
  }

  /** Before anything that a path names is opened. */
  private void checkPaths(SortedMap<String, Object> values) {
    for (RequestColumn column : COLUMNS) {
      Object value = values.get(column.label());
      if (value != null) {
        ColumnReader.of(column.kind()).paths().each(column.label(), value, defaults.roots()::check);
      }
    }
  }

  private GenerationRequest checked(
      RowDefaults own, Map<String, Object> row, SortedMap<String, Object> values) {
    if (row.get("prompt") == null) {
      throw LatentmillException.user("prompt is null");
    }
    checkPaths(values);
    new DefaultSize(own, imageSizes).fillIn(values);
    GenerationRequest request = request(values);
    checkBounds(request);
    return request;
  }

  /** The request that the values make; what the records themselves check is checked here. */
  private static GenerationRequest request(SortedMap<String, Object> values) {
    TreeMap<String, Object> complete = new TreeMap<>(values);
    complete.putIfAbsent("id", "");
    complete.putIfAbsent("seed", 0L);
    return RequestRow.decode(PlainRows.encode(complete, RequestRow.SCHEMA));
  }

  private void checkBounds(GenerationRequest request) {
    if (request.size().pixels() > defaults.maxPixels()) {
      throw LatentmillException.user(
          "width and height %s make %d pixels, more than max-pixels %d",
          request.size(), request.size().pixels(), defaults.maxPixels());
    }
    if (request.steps() > defaults.maxSteps()) {
      throw LatentmillException.user(
          "steps %d is more than %d", request.steps(), defaults.maxSteps());
    }
    double strength = request.conditioning().strength();
    if (request.conditioning().initImage().isPresent() && (int) (request.steps() * strength) < 1) {
      throw LatentmillException.user(
          "strength %s leaves none of %d steps", strength, request.steps());
    }
  }

  private static Optional<String> attempt(Runnable step) {
    try {
      step.run();
      return Optional.empty();
    } catch (LatentmillException e) {
      return Optional.of(e.getMessage());
    }
  }
}
