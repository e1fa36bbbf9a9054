using System.Globalization;
using System.Text.Json.Nodes;

namespace KubeCredential.Publishing.Compose;

/// <summary>Writes a file for Docker Compose that builds the images and runs the application on one machine.</summary>
internal sealed class ComposeWriter(DeploymentModel model, PublishSettings settings, StagedDirectory output, string directory)
{
    private const string FrontNetwork = "front";
    private const string PublicHosts = "PUBLIC_HOSTS";

    public void Write()
    {
        var services = new JsonObject();
        foreach (var workload in model.Workloads)
        {
            if (workload.Migration is { } migration) services[workload.MigrationName] = Migration(workload, migration);
            services[workload.Name] = Service(workload);
        }

        output.Write("compose.yaml", Header + Yaml.Write(new JsonObject
        {
            ["name"] = model.Application,
            ["services"] = services,
            ["networks"] = Networks(),
            ["volumes"] = new JsonObject([.. model.Stores.Select(static workload => KeyValuePair.Create($"{workload.Name}-data", (JsonNode?)new JsonObject()))]),
        }));
        output.Write(".env.example", Example());
        output.Write(SecretScript.Name, SecretScript.Of(model, ".env", Variable));
    }

    private const string Header = """
        # Written by publish-compose: change the application model, not this file.
        # To start: sh generate-secrets.sh && docker compose up --build --wait

        """;

    private JsonObject Service(Workload workload)
    {
        var service = Container(workload, workload.Environment);
        if (workload.Command is { } command) service["entrypoint"] = new JsonArray(command);
        if (workload.Arguments.Count > 0) service["command"] = new JsonArray([.. workload.Arguments.Select(static argument => (JsonNode)Text(argument))]);
        service["restart"] = "unless-stopped";
        if (workload.Deployment.HealthCommand is { } check)
        {
            service["healthcheck"] = new JsonObject
            {
                ["test"] = new JsonArray("CMD-SHELL", Escape(check)),
                ["interval"] = "5s",
                ["timeout"] = "5s",
                ["retries"] = 6,
                ["start_period"] = "60s",
            };
        }

        if (workload.DataDirectory is { } data) service["volumes"] = new JsonArray($"{workload.Name}-data:{data}");
        if (workload.IsExternal) service["ports"] = new JsonArray($"127.0.0.1:${{{PortVariable(workload)}:-{model.LocalPort(workload)}}}:{workload.Ports[0].Port}");

        // Services connect to each other once they run. Only what cannot start without another one waits for it.
        var waits = new JsonObject();
        if (workload.Migration is not null) waits[workload.MigrationName] = new JsonObject { ["condition"] = "service_completed_successfully" };
        if (workload.IsExternal)
        {
            foreach (var called in workload.Calls) waits[called] = new JsonObject { ["condition"] = "service_started" };
        }

        if (waits.Count > 0) service["depends_on"] = waits;
        service["stop_grace_period"] = workload.KeepsData ? "60s" : "40s";
        service["networks"] = new JsonArray([.. NetworksOf(workload).Select(static network => (JsonNode)network)]);
        return service;
    }

    private JsonObject Migration(Workload workload, MigrationJob migration)
    {
        var service = Container(workload, workload.ForMigration.Environment.Where(entry => entry.Name != migration.ModeVariable)
            .Append(new(migration.ModeVariable, [new(migration.ModeValue, false)], null)));
        service["restart"] = "on-failure";
        service["healthcheck"] = new JsonObject { ["disable"] = true };
        if (workload.DatabaseServers.Count == 0)
        {
            service["networks"] = new JsonArray(FrontNetwork);
            return service;
        }

        service["depends_on"] = new JsonObject([.. workload.DatabaseServers.Select(static server =>
            KeyValuePair.Create(server, (JsonNode?)new JsonObject { ["condition"] = "service_healthy" }))]);
        service["networks"] = new JsonArray([.. workload.DatabaseServers.Select(static server => (JsonNode)server)]);
        return service;
    }

    private JsonObject Container(Workload workload, IEnumerable<ConfigurationEntry> entries)
    {
        var service = new JsonObject
        {
            ["image"] = workload.Image ?? $"{model.ImageName(settings.Registry, workload.Name)}:${{TAG:-{settings.Tag}}}",
        };
        if (workload.Build is { } build)
        {
            var arguments = new JsonObject([.. build.Arguments.Select(static argument => KeyValuePair.Create(argument.Key, (JsonNode?)Escape(argument.Value)))])
            {
                ["VERSION"] = $"${{TAG:-{settings.Tag}}}",
                ["REVISION"] = "${REVISION:-unknown}",
            };
            var how = new JsonObject { ["context"] = Path.GetRelativePath(directory, Path.Combine(model.Options.BuildRoot, build.Context)).Replace('\\', '/') };
            if (build.Dockerfile != "Dockerfile") how["dockerfile"] = build.Dockerfile;
            how["args"] = arguments;
            service["build"] = how;
        }

        var environment = new JsonObject();
        foreach (var entry in entries.OrderBy(static entry => entry.Name, StringComparer.Ordinal)) environment[entry.Name] = Text(entry);
        foreach (var link in workload.Links) environment[link.Variable] = $"${{{link.Variable}:-http://localhost:{model.LocalPort(model[link.Target])}}}";
        if (workload.Deployment.HostsVariable is { } hosts) environment[hosts] = $"{workload.Name};${{{PublicHosts}:-localhost}}";
        service["environment"] = environment;
        service["user"] = string.Create(CultureInfo.InvariantCulture, $"{workload.Deployment.UserId}:{workload.Deployment.UserId}");
        service["read_only"] = true;
        service["tmpfs"] = new JsonArray([.. workload.Deployment.ScratchDirectories.Select(path => (JsonNode)$"{path}:mode=1777,size=64m")]);
        service["cap_drop"] = new JsonArray("ALL");
        service["security_opt"] = new JsonArray("no-new-privileges:true");
        service["mem_limit"] = workload.Deployment.MemoryLimit.Replace("Mi", "m", StringComparison.Ordinal).Replace("Gi", "g", StringComparison.Ordinal);
        return service;
    }

    /// <summary>One network for each server that keeps data and one for everything else: a web app cannot reach a database.</summary>
    private JsonObject Networks()
    {
        var networks = new JsonObject { [FrontNetwork] = new JsonObject() };
        foreach (var store in model.Stores) networks[store.Name] = new JsonObject { ["internal"] = true };
        return networks;
    }

    private IEnumerable<string> NetworksOf(Workload workload) =>
        workload.KeepsData ? [workload.Name] : [.. workload.Calls.Where(called => model[called].KeepsData), FrontNetwork];

    private string Example()
    {
        var lines = new List<string>
        {
            $"# {SecretScript.Name} writes .env with random values. If you write it by hand: letters and digits, at least {SecretRules.MinLength}, hard to guess (openssl rand -hex 24).",
        };
        lines.AddRange(model.Secrets.Select(static secret => $"{Variable(secret)}="));
        if (model.HashedSecrets.Count > 0) lines.AddRange(["", "# Services that only check a key are given its hash: printf %s \"$secret\" | sha256sum | cut -c 1-64"]);
        lines.AddRange(model.HashedSecrets.Select(static secret => $"{Variable(DeploymentModel.HashOf(secret))}="));
        lines.AddRange(["", "# The defaults of the rest are fine.", $"# TAG={settings.Tag}", "# REVISION=unknown"]);
        if (model.Workloads.Any(static workload => workload.Deployment.HostsVariable is not null))
            lines.AddRange(["# The host names by which browsers reach the web apps, separated by semicolons.", $"# {PublicHosts}=localhost"]);
        lines.AddRange(model.External.Select(workload => string.Create(CultureInfo.InvariantCulture, $"# {PortVariable(workload)}={model.LocalPort(workload)}")));
        lines.AddRange(model.Workloads.SelectMany(static workload => workload.Links).Select(link => string.Create(CultureInfo.InvariantCulture, $"# {link.Variable}=http://localhost:{model.LocalPort(model[link.Target])}")));
        return string.Join('\n', lines) + '\n';
    }

    private static string PortVariable(Workload workload) => $"{Variable(workload.Name)}_PORT";

    private static string Variable(string name) => name.Replace('-', '_').ToUpperInvariant();

    // Compose refuses a secret without a value, and names it.
    private static string Text(ConfigurationEntry entry) => string.Concat(entry.Parts.Select(static part =>
        part.IsSecret ? $"${{{Variable(part.Text)}:?set {Variable(part.Text)} in the file .env}}" : Escape(part.Text)));

    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
