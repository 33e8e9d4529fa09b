package io.latentmill.udf.scores;

import ai.djl.Device;
import io.latentmill.udf.image.RgbImage;
import io.latentmill.udf.request.LatentmillException;
import io.latentmill.udf.weights.ClipFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Scores images, several at a time. One thread uses it at a time; closed by who loaded it. */
public final class Scorer implements AutoCloseable {
  private final Optional<Clip> clip;
  private final Optional<AestheticHead> aesthetic;
  private final Optional<SafetyChecker> safety;

  private Scorer(
      Optional<Clip> clip, Optional<AestheticHead> aesthetic, Optional<SafetyChecker> safety) {
    this.clip = clip;
    this.aesthetic = aesthetic;
    this.safety = safety;
  }

  /**
   * Loads the models that are asked for.
   *
   * @throws LatentmillException (model) naming file and tensor of one that cannot be run, or that
   *     does not fit another
   */
  public static Scorer load(ScorerSpec spec, Device device, Configuration configuration) {
    Optional<AestheticHead> aesthetic =
        spec.aestheticPath().map(path -> AestheticHead.open(new Path(path), configuration));
    Optional<Clip> clip =
        spec.clipPath().map(path -> Clip.load(new Path(path), device, configuration));
    try {
      aesthetic.ifPresent(head -> check(head, clip.orElseThrow().width(), spec));
      return new Scorer(
          clip,
          aesthetic,
          spec.safetyPath().map(path -> SafetyChecker.load(new Path(path), device, configuration)));
    } catch (RuntimeException e) {
      clip.ifPresent(Clip::close);
      throw e;
    }
  }

  /**
   * Refuses models that cannot be run, without loading them.
   *
   * @throws LatentmillException (model) naming file and tensor
   */
  public static void check(ScorerSpec spec, Configuration configuration) {
    spec.clipPath().ifPresent(path -> Clip.check(new Path(path), configuration));
    spec.safetyPath().ifPresent(path -> SafetyChecker.check(new Path(path), configuration));
    spec.aestheticPath()
        .map(path -> AestheticHead.open(new Path(path), configuration))
        .ifPresent(
            head ->
                check(
                    head,
                    ClipFolder.open(new Path(spec.clip()), configuration).projectionChannels(),
                    spec));
  }

  private static void check(AestheticHead head, int width, ScorerSpec spec) {
    if (head.inputs() != width) {
      throw LatentmillException.model(
          "the aesthetic head %s takes %d numbers, but embeddings of %s have %d",
          spec.aesthetic(), head.inputs(), spec.clip(), width);
    }
  }

  /**
   * Scores images.
   *
   * @param prompts one for each image; empty: it has none
   */
  public List<Scores> score(List<RgbImage> images, List<Optional<String>> prompts) {
    Optional<float[][]> embeddings = clip.map(model -> model.images(images));
    Optional<float[][]> texts =
        clip.map(model -> model.texts(prompts.stream().map(text -> text.orElse("")).toList()));
    Optional<List<SafetyChecker.Verdict>> verdicts = safety.map(model -> model.check(images));
    List<Scores> scores = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      int row = i;
      Optional<float[]> embedding = embeddings.map(all -> all[row]);
      scores.add(
          new Scores(
              embedding,
              prompts.get(i).flatMap(text -> clipScore(embedding, texts.map(all -> all[row]))),
              aesthetic.flatMap(head -> embedding.map(head::score)),
              verdicts.map(all -> all.get(row)),
              PerceptualHash.of(images.get(i)),
              Sharpness.of(images.get(i))));
    }
    return scores;
  }

  private static Optional<Double> clipScore(Optional<float[]> image, Optional<float[]> text) {
    return image.flatMap(vector -> text.map(other -> Clip.cosine(vector, other)));
  }

  @Override
  public void close() {
    clip.ifPresent(Clip::close);
    safety.ifPresent(SafetyChecker::close);
  }
}
