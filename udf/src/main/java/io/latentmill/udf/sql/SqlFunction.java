package io.latentmill.udf.sql;

import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.request.RequestColumn;
import io.latentmill.udf.sql.catalyst.BatchCall;
import io.latentmill.udf.sql.catalyst.BatchFunction;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Literal;
import scala.collection.Seq;

/** The functions that SQL has from us. */
enum SqlFunction {
  GENERATE_IMAGE(
      GenerateImage::new,
      1,
      "_FUNC_(prompt, [name, value, ...]) or _FUNC_(struct, [name, value, ...]) - the image of a"
          + " prompt, or of a struct of a prompt table's columns; names are those of further"
          + " columns. A struct of image (PNG), width, height, seed, failure_kind, message."),
  ENCODE_TEXT(
      EncodeText::new,
      1,
      "_FUNC_(prompt) - what the model's text encoders make of a prompt. A struct of embedding,"
          + " shape, pooled, failure_kind, message."),
  ENCODE_IMAGE(
      EncodeImage::new,
      1,
      "_FUNC_(image) - the latents of an image. A struct of latents, shape, failure_kind,"
          + " message."),
  DECODE_LATENTS(
      DecodeLatents::new,
      2,
      "_FUNC_(latents, shape) - the image of latents. A struct of image (PNG), width, height,"
          + " failure_kind, message."),
  ADD_NOISE(
      AddNoise::new,
      4,
      "_FUNC_(latents, shape, timestep, seed) - latents with a timestep's noise. A struct of"
          + " latents, shape, failure_kind, message."),
  CLIP_SCORE(
      ClipScore::new,
      2,
      "_FUNC_(image, text) - how well a text fits an image, the cosine of both. A struct of score,"
          + " failure_kind, message.");

  private final Function<FunctionSettings, BatchFunction> function;
  private final int arguments;
  private final String usage;

  SqlFunction(Function<FunctionSettings, BatchFunction> function, int arguments, String usage) {
    this.function = function;
    this.arguments = arguments;
    this.usage = usage;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  ExpressionInfo info() {
    String none = "";
    return new ExpressionInfo(
        BatchCall.class.getName(), null, label(), usage, none, none, none, none, none, none, none);
  }

  /**
   * A call in a query of the active session, whose settings it takes.
   *
   * @throws LatentmillException (user) if arguments are missing, or name what is no column
   */
  Expression call(Seq<Expression> given) {
    int count = given.size();
    boolean pairs = this == GENERATE_IMAGE && count % 2 == 1;
    if (count != arguments && !pairs) {
      throw LatentmillException.user(
          "%s does not take %d arguments: %s", label(), count, usage.replace("_FUNC_", label()));
    }
    for (int i = 1; pairs && i < count; i += 2) {
      requireColumn(given.apply(i));
    }
    FunctionSettings settings =
        FunctionSettings.of(SparkSession.active(), name -> Optional.empty());
    return new BatchCall(function.apply(settings), given);
  }

  private void requireColumn(Expression name) {
    if (!(name instanceof Literal)
        || RequestColumn.ofName(String.valueOf(((Literal) name).value())).isEmpty()) {
      throw LatentmillException.user("%s knows no column %s", label(), name);
    }
  }
}
