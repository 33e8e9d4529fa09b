package io.latentmill.udf.sql;

import io.latentmill.udf.image.ImageEncoder;
import io.latentmill.udf.image.Marking;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.pipeline.StableDiffusion;
import io.latentmill.udf.request.BatchKey;
import io.latentmill.udf.request.GenerationRequest;
import io.latentmill.udf.request.GenerationResult;
import io.latentmill.udf.request.GenerationResult.Failed;
import io.latentmill.udf.request.GenerationResult.Generated;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.sql.catalyst.BatchFunction;
import io.latentmill.udf.sql.row.PlainValues;
import io.latentmill.udf.sql.row.RowDefaults;
import io.latentmill.udf.sql.row.SingleRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code generate_image}: a prompt or a struct of a prompt table's columns to an image, the same as
 * the job makes of that row. Rows that can share a batch do.
 */
record GenerateImage(FunctionSettings settings) implements BatchFunction {
  private static final StructType RESULT =
      Outcome.type(
          new StructType()
              .add("image", DataTypes.BinaryType)
              .add("width", DataTypes.IntegerType)
              .add("height", DataTypes.IntegerType)
              .add("seed", DataTypes.LongType));

  @Override
  public String label() {
    return "generate_image";
  }

  @Override
  public StructType resultType() {
    return RESULT;
  }

  @Override
  public int rowsAtOnce() {
    return settings.rowsAtOnce();
  }

  @Override
  public List<Row> apply(List<Row> arguments, Configuration configuration) {
    RowModels.RowModel model = RowModels.get(settings, configuration);
    RowDefaults defaults = model.defaults().within(settings.roots(configuration));
    Row[] results = new Row[arguments.size()];
    Map<BatchKey, List<Placed>> groups = new LinkedHashMap<>();
    for (int i = 0; i < results.length; i++) {
      try {
        GenerationRequest request =
            SingleRow.of(columns(arguments.get(i)), defaults, configuration).request();
        groups
            .computeIfAbsent(BatchKey.of(request), key -> new ArrayList<>())
            .add(new Placed(i, request));
      } catch (LatentmillException e) {
        results[i] = Outcome.failed(RESULT, e.kind(), e.getMessage());
      }
    }
    for (List<Placed> group : groups.values()) {
      for (int from = 0; from < group.size(); from += settings.batchSize()) {
        int to = Math.min(group.size(), from + settings.batchSize());
        generate(group.subList(from, to), model, configuration, results);
      }
    }
    return Arrays.asList(results);
  }

  /** A request and the row that it came from. */
  private record Placed(int row, GenerationRequest request) {}

  private void generate(
      List<Placed> batch, RowModels.RowModel model, Configuration configuration, Row[] results) {
    StableDiffusion pipeline = settings.loaded(configuration);
    List<GenerationResult> made =
        pipeline
            .generate(batch.stream().map(Placed::request).toList(), settings.batchSize())
            .results();
    for (int i = 0; i < batch.size(); i++) {
      GenerationRequest request = batch.get(i).request();
      results[batch.get(i).row()] =
          made.get(i) instanceof Generated image
              ? Outcome.of(RESULT, () -> values(request, image, model))
              : failed((Failed) made.get(i));
    }
  }

  private static Object[] values(
      GenerationRequest request, Generated image, RowModels.RowModel model) {
    RgbImage pixels = new RgbImage(image.size().width(), image.size().height(), image.rgb());
    Optional<String> parameters = Optional.of(model.parameters().of(request));
    byte[] png = ImageEncoder.png().encode(pixels, parameters, Marking.IPTC);
    return new Object[] {png, pixels.width(), pixels.height(), request.seed()};
  }

  private static Row failed(Failed failed) {
    return Outcome.failed(RESULT, failed.kind(), failed.message());
  }

  /** A struct, or a prompt; then names and values of further columns in turns. */
  private static Map<String, Object> columns(Row arguments) {
    Map<String, Object> columns = new LinkedHashMap<>();
    Object first = PlainValues.of(arguments.get(0));
    if (first instanceof Map<?, ?> struct) {
      struct.forEach((name, value) -> columns.put((String) name, value));
    } else {
      columns.put("prompt", first);
    }
    for (int i = 1; i < arguments.length(); i += 2) {
      columns.put(arguments.getString(i), PlainValues.of(arguments.get(i + 1)));
    }
    return columns;
  }
}
