# One image for every process of the fleet; what it runs is its command. Node runs the TypeScript sources as they are.

FROM node:24-bookworm-slim AS manifests
WORKDIR /breakwater
COPY package.json package-lock.json ./
COPY apps apps
COPY libs libs
# Only what says which packages are wanted goes on, so that they are installed anew when that changes and not with every line of code.
RUN find apps libs -type f ! -name package.json -delete && find apps libs -type d -empty -delete

FROM node:24-bookworm-slim AS packages
WORKDIR /breakwater
COPY --from=manifests /breakwater ./
COPY prisma prisma
# The lock file decides. Development packages are needed once, to generate the Prisma client; no engine is downloaded.
RUN npm ci --no-audit --no-fund --ignore-scripts \
  && PRISMA_SCHEMA_ENGINE_BINARY=/bin/true npx prisma generate \
  && npm prune --omit=dev --no-audit --no-fund --ignore-scripts \
  && rm -rf /root/.npm

FROM node:24-bookworm-slim
# The small young generation saves each process some 40 MB and costs nothing that could be measured.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=4
# The paper exchange keeps its world here; nothing else in the image is written to at run time.
RUN mkdir /state && chown node:node /state
WORKDIR /breakwater
COPY --from=packages /breakwater ./
COPY apps apps
COPY libs libs
COPY breakwater.config.yaml ./
USER node
CMD ["node", "apps/cli/src/main.ts", "--help"]
