package io.beemesh.agent.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads one volume. */
final class VolumeReader {
    private static final int MODE_DEFAULT = 0644;

    private VolumeReader() {}

    static Volume volume(Cursor at) throws Cursor.Refusal {
        Fields.VOLUME.check(at);
        return new Volume(at.required("name"), source(at));
    }

    private static Volume.Source source(Cursor at) throws Cursor.Refusal {
        if (at.at("configMap").isPresent()) {
            Cursor map = at.at("configMap");
            Fields.CONFIG_MAP.check(map);
            return new Volume.Source.ConfigMap(map.text("name"), items(map), mode(map));
        }
        if (at.at("secret").isPresent()) {
            Cursor secret = at.at("secret");
            Fields.SECRET.check(secret);
            return new Volume.Source.Secret(secret.text("secretName"), items(secret), mode(secret));
        }
        if (at.at("downwardAPI").isPresent()) {
            Cursor downward = at.at("downwardAPI");
            Fields.DOWNWARD.check(downward);
            return new Volume.Source.DownwardApi(files(downward), mode(downward));
        }
        if (at.at("projected").isPresent()) {
            return projected(at.at("projected"));
        }
        if (at.at("hostPath").isPresent()) {
            Cursor path = at.at("hostPath");
            Fields.HOST_PATH.check(path);
            return new Volume.Source.HostPath(path.required("path"), path.text("type"));
        }
        if (at.at("persistentVolumeClaim").isPresent()) {
            Cursor claim = at.at("persistentVolumeClaim");
            Fields.CLAIM.check(claim);
            return new Volume.Source.Claim(claim.required("claimName"), claim.flag("readOnly"));
        }
        if (at.at("ephemeral").isPresent()) {
            Fields.OWN_CLAIM.check(at.at("ephemeral"));
            return new Volume.Source.Claim("", false);
        }
        if (at.at("image").isPresent()) {
            Cursor image = at.at("image");
            Fields.IMAGE.check(image);
            String reference = image.required("reference");
            return new Volume.Source.Image(reference, ContainerReader.pullPolicy(image.at("pullPolicy"), reference));
        }
        Cursor empty = at.at("emptyDir");
        Fields.EMPTY_DIR.check(empty);
        return new Volume.Source.EmptyDir(
                empty.text("medium").equals("Memory"), empty.at("sizeLimit").quantity());
    }

    private static Volume.Source projected(Cursor at) throws Cursor.Refusal {
        Fields.PROJECTED.check(at);
        List<Volume.Projection> sources = new ArrayList<>();
        for (Cursor source : at.at("sources").items()) {
            Fields.PROJECTION.check(source);
            sources.add(projection(source));
        }
        return new Volume.Source.Projected(sources, mode(at));
    }

    private static Volume.Projection projection(Cursor source) throws Cursor.Refusal {
        if (source.at("configMap").isPresent()) {
            Cursor map = source.at("configMap");
            Fields.PROJECTED_OBJECT.check(map);
            return new Volume.Projection.ConfigMap(map.text("name"), items(map));
        }
        if (source.at("secret").isPresent()) {
            Cursor secret = source.at("secret");
            Fields.PROJECTED_OBJECT.check(secret);
            return new Volume.Projection.Secret(secret.text("name"), items(secret));
        }
        if (source.at("downwardAPI").isPresent()) {
            Cursor downward = source.at("downwardAPI");
            Fields.PROJECTED_FIELDS.check(downward);
            return new Volume.Projection.DownwardApi(files(downward));
        }
        Cursor token = source.at("serviceAccountToken");
        Fields.TOKEN.check(token);
        return new Volume.Projection.ServiceAccountToken(token.text("audience"), token.required("path"));
    }

    private static Volume.Items items(Cursor of) throws Cursor.Refusal {
        List<Volume.Item> chosen = new ArrayList<>();
        for (Cursor item : of.at("items").items()) {
            Fields.ITEM.check(item);
            chosen.add(new Volume.Item(item.required("key"), item.required("path"), item.small("mode")));
        }
        return new Volume.Items(chosen, of.flag("optional"));
    }

    private static List<Volume.FieldFile> files(Cursor of) throws Cursor.Refusal {
        List<Volume.FieldFile> files = new ArrayList<>();
        for (Cursor item : of.at("items").items()) {
            Fields.FIELD_FILE.check(item);
            Cursor field = item.at("fieldRef");
            Cursor resource = item.at("resourceFieldRef");
            files.add(new Volume.FieldFile(
                    item.required("path"),
                    field.isPresent() ? Optional.of(ContainerReader.field(field)) : Optional.empty(),
                    resource.isPresent() ? Optional.of(ContainerReader.resource(resource)) : Optional.empty(),
                    item.small("mode")));
        }
        return files;
    }

    private static int mode(Cursor of) throws Cursor.Refusal {
        return of.small("defaultMode").orElse(MODE_DEFAULT);
    }
}
