# syntax=docker/dockerfile:1
# The image of one of the two services: docker build --build-arg PROJECT=Issuance.Api .
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0.401-alpine3.23
ARG RUNTIME_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0.10-alpine3.23

FROM ${SDK_IMAGE} AS build
ARG PROJECT
# For the native library of SQLite: that of the runtime image's system.
ARG TARGET_OS=linux-musl
# Set by the builder, but only for an ARG without a default: with one, images for arm64 would get the library of amd64.
ARG TARGETARCH
WORKDIR /src
# The projects alone first: the packages stay in the cache while only code changes.
COPY .editorconfig global.json Directory.Build.props Directory.Packages.props ./
COPY libraries/Directory.Build.props libraries/
COPY KubeCredential.ServiceDefaults/*.csproj KubeCredential.ServiceDefaults/
COPY libraries/KubeCredential.Administration/*.csproj libraries/KubeCredential.Administration/
COPY libraries/KubeCredential.Events/*.csproj libraries/KubeCredential.Events/
COPY libraries/KubeCredential.Hosting/*.csproj libraries/KubeCredential.Hosting/
COPY libraries/KubeCredential.Live/*.csproj libraries/KubeCredential.Live/
COPY libraries/KubeCredential.Messaging/*.csproj libraries/KubeCredential.Messaging/
COPY libraries/KubeCredential.Outbound/*.csproj libraries/KubeCredential.Outbound/
COPY libraries/KubeCredential.Papers/*.csproj libraries/KubeCredential.Papers/
COPY libraries/KubeCredential.Security/*.csproj libraries/KubeCredential.Security/
COPY libraries/KubeCredential.Storage/*.csproj libraries/KubeCredential.Storage/
COPY libraries/KubeCredential.Text/*.csproj libraries/KubeCredential.Text/
COPY libraries/KubeCredential.VerifiableCredentials/*.csproj libraries/KubeCredential.VerifiableCredentials/
COPY ${PROJECT}/*.csproj ${PROJECT}/
# Compiled ahead for the image's processor: a replica spends less of its start on compiling.
RUN dotnet restore ${PROJECT} --os ${TARGET_OS} --arch ${TARGETARCH:-amd64} -p:UseAppHost=false -p:PublishReadyToRun=true -p:NuGetAudit=false
COPY KubeCredential.ServiceDefaults/ KubeCredential.ServiceDefaults/
COPY libraries/ libraries/
COPY ${PROJECT}/ ${PROJECT}/
# With the documentation files: the OpenAPI document is made from them.
RUN dotnet publish ${PROJECT} --configuration Release --no-restore --os ${TARGET_OS} --arch ${TARGETARCH:-amd64} --no-self-contained \
    -p:UseAppHost=false -p:PublishReadyToRun=true -p:DebugType=none --output /app
# One name for both services, so that no shell has to start them: shells drop environment variables with a hyphen, such as those of connection strings.
RUN ln -s ${PROJECT}.dll /app/service.dll

FROM ${RUNTIME_IMAGE}
ARG PROJECT
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="KubeCredential ${PROJECT}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app ./
# Nothing is written but to /tmp: the root file system may be read-only.
ENV ASPNETCORE_HTTP_PORTS=8080 \
    DOTNET_EnableDiagnostics=0
EXPOSE 8080
# The user that the .NET images bring, by number: Kubernetes cannot tell that a name is not root.
USER 1654
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/alive"]
ENTRYPOINT ["dotnet", "service.dll"]
