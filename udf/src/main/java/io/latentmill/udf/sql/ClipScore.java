package io.latentmill.udf.sql;

import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.scores.Scorer;
import io.latentmill.udf.scores.ScorerSpec;
import io.latentmill.udf.sql.catalyst.BatchFunction;
import io.latentmill.udf.sql.row.Conversions;
import io.latentmill.udf.sql.row.PlainValues;
import io.latentmill.udf.torch.Torch;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** {@code clip_score}: the cosine of an image and a text, as CLIP sees them. */
record ClipScore(FunctionSettings settings) implements BatchFunction {
  private static final StructType RESULT =
      Outcome.type(new StructType().add("score", DataTypes.DoubleType));

  ClipScore {
    if (settings.clip() == null) {
      throw LatentmillException.user(
          "clip_score needs spark.latentmill.clip, the folder of a CLIP model");
    }
  }

  @Override
  public String label() {
    return "clip_score";
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
    Torch.useThreads(settings.threads());
    ScorerSpec spec = new ScorerSpec(settings.clip(), null, null);
    Scorer scorer = ScorerCache.get(spec, settings.device(), configuration);
    return arguments.stream()
        .map(row -> Outcome.of(RESULT, () -> score(scorer, row, configuration)))
        .toList();
  }

  private Object[] score(Scorer scorer, Row arguments, Configuration configuration) {
    Object given = PlainValues.of(arguments.get(0));
    RgbImage image = StageFunction.image("image", given, settings, configuration);
    String text = Conversions.text("text", Arguments.given("text", arguments.get(1)));
    synchronized (scorer) {
      return new Object[] {
        scorer.score(List.of(image), List.of(Optional.of(text))).get(0).clipScore().orElseThrow()
      };
    }
  }
}
