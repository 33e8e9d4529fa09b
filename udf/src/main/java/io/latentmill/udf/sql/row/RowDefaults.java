package io.latentmill.udf.sql.row;

import io.latentmill.udf.request.ImageSize;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import java.io.Serializable;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a row has where its columns are null, and the bounds of what it may ask for.
 *
 * @param width when neither the row nor an init image gives one: the model's own
 * @param height likewise
 * @param columns the other columns' defaults
 * @param maxPixels the largest image
 * @param maxSteps the most steps: the timesteps the model was trained with
 * @param maxImages the most images of one row
 * @param maxBytes the most text and bytes of one row, about
 * @param roots where its paths may lead
 * @param models those of rows that name a model, by its name
 */
public record RowDefaults(
    int width,
    int height,
    EnumMap<RequestColumn, Object> columns,
    long maxPixels,
    int maxSteps,
    int maxImages,
    long maxBytes,
    InputRoots roots,
    TreeMap<String, RowDefaults> models)
    implements Serializable {
  private static final int TRAINED_TIMESTEPS = 1000;
  private static final int MOST_IMAGES = 100_000;
  private static final long MOST_BYTES = 1L << 28;

  public RowDefaults {
    new ImageSize(width, height);
    columns = columns.clone();
    models = new TreeMap<>(models);
  }

  /**
   * Of a model; paths may lead anywhere.
   *
   * @param size the model's own
   * @param ofModel what its properties set in place of the program's own defaults
   */
  public static RowDefaults of(ImageSize size, Map<RequestColumn, Object> ofModel, long maxPixels) {
    EnumMap<RequestColumn, Object> columns = new EnumMap<>(RequestColumn.class);
    for (RequestColumn column : RequestColumn.values()) {
      column.whenNull().value().ifPresent(value -> columns.put(column, value));
    }
    columns.putAll(ofModel);
    return new RowDefaults(
        size.width(),
        size.height(),
        columns,
        maxPixels,
        TRAINED_TIMESTEPS,
        MOST_IMAGES,
        MOST_BYTES,
        InputRoots.ANYWHERE,
        new TreeMap<>());
  }

  /** The same with bounds for the rows' paths. */
  public RowDefaults within(InputRoots others) {
    return new RowDefaults(
        width, height, columns, maxPixels, maxSteps, maxImages, maxBytes, others, models);
  }

  /** The same, with other models beside. */
  public RowDefaults withModels(Map<String, RowDefaults> others) {
    return new RowDefaults(
        width,
        height,
        columns,
        maxPixels,
        maxSteps,
        maxImages,
        maxBytes,
        roots,
        new TreeMap<>(others));
  }

  /**
   * Of the model that a row names.
   *
   * @param name null: none
   * @throws LatentmillException (user) if there is no such model
   */
  RowDefaults ofModel(Object name) {
    if (name == null) {
      return this;
    }
    RowDefaults found = models.get((String) name);
    if (found == null) {
      throw LatentmillException.user(
          "unknown model \"%s\"; %s",
          name,
          models.isEmpty()
              ? "there is no --models that could name it"
              : "--models names " + String.join(", ", models.keySet()));
    }
    return found;
  }

  /** Columns of requests that pass through, since nothing could be made of them. */
  public Set<RequestColumn> unusedColumns() {
    return models.isEmpty() ? Set.of(RequestColumn.MODEL) : Set.of();
  }

  /** Defaults by column name; the size, which may come from an image, is not among them. */
  Map<String, Object> values() {
    Map<String, Object> values = new HashMap<>();
    columns.forEach((column, value) -> values.put(column.label(), value));
    return values;
  }
}
