#include <array>

#include "language/catalogue.hpp"

namespace ciclo::language {
namespace {

constexpr std::array k_check{
    Entry{"FAIL", "FALHA"},
    Entry{"remedy: {}", "o que fazer: {}"},
    Entry{"ok: a cycle can run", "ok: um ciclo pode rodar"},
    Entry{"ok: a cycle can run; look at what says AVISO ({})",
          "ok: um ciclo pode rodar; olhe o que diz AVISO ({})"},
    Entry{"{} ({}): a cycle would fail", "{} ({}): um ciclo falharia"},
    Entry{"no answer from {} within {} s", "{} não responde em {} s"},
    // Settings.
    Entry{"environment", "ambiente"},
    Entry{"command line", "linha de comando"},
    Entry{"file {}", "arquivo {}"},
    Entry{"set, {} characters", "definida, {} caracteres"},
    Entry{"all others by default", "as demais com o valor padrão"},
    Entry{"{} names a file that every user of this machine may read",
          "{} indica um arquivo que todo usuário desta máquina pode ler"},
    Entry{"chmod o-r, or 0600 for the user that runs ciclo",
          "chmod o-r, ou 0600 para o usuário que executa o ciclo"},
    Entry{"correct the name of this variable, or remove it", "corrija o nome desta variável, ou remova-a"},
    // PostgreSQL.
    Entry{"upgrade the server, to 15 or newer", "atualize o servidor, para 15 ou mais novo"},
    Entry{"plan an upgrade: the program is tested with 15",
          "planeje a atualização: o programa é testado com 15"},
    Entry{"encrypted ({})", "criptografada ({})"},
    Entry{"encrypted ({}), but nothing makes sure that it is the right server",
          "criptografada ({}), mas nada garante que seja o servidor certo"},
    Entry{"write sslmode=verify-full and sslrootcert=FILE with the authority of its certificate into "
          "DATABASE_URL",
          "ponha sslmode=verify-full e sslrootcert=ARQUIVO, com a autoridade do certificado dele, em "
          "DATABASE_URL"},
    Entry{"the role has the right TEMPORARY: see which event trigger or extension refuses it",
          "o papel tem a permissão TEMPORARY: veja que event trigger ou extensão recusa"},
    Entry{"none; the connection does not leave this machine", "sem TLS: a conexão não sai desta máquina"},
    Entry{"not encrypted: anyone on the network path can read it",
          "sem TLS: quem estiver no caminho lê tudo"},
    Entry{"have the server offer TLS, and write sslmode=require or stricter into DATABASE_URL",
          "faça o servidor oferecer TLS, e ponha sslmode=require ou mais rígido em DATABASE_URL"},
    Entry{"can be made and filled (1 MB, rolled back)",
          "podem ser criadas e preenchidas (1 MB, teste desfeito)"},
    Entry{"{}: a name with a character that it lacks stops a stage",
          "{}: um nome com caractere que ela não tem para uma etapa"},
    Entry{"move the tables to a database with encoding UTF8",
          "leve as tabelas para um banco com codificação UTF8"},
    Entry{"{} more can be opened", "mais {} podem ser abertas"},
    Entry{"raise max_connections or the limit of the role or database, or find in pg_stat_activity who holds "
          "so many",
          "aumente max_connections ou o limite do papel ou do banco, ou descubra em pg_stat_activity quem "
          "ocupa tantas"},
    Entry{"every table and column is there", "todas as tabelas e colunas existem"},
    Entry{"none of them is there yet", "nenhuma existe ainda"},
    Entry{"all in schema {}", "todas no esquema {}"},
    Entry{"the application's in schema {}, those of ciclo in schema {}",
          "as da aplicação no esquema {}, as do ciclo no esquema {}"},
    Entry{
        "the first schema of the role's search path that has a table of the name is read and written, the "
        "others are not: if that is a copy, ALTER ROLE {} SET search_path = ...",
        "lê-se e grava-se no primeiro esquema do search_path do papel que tenha a tabela, nos outros não: se "
        "for uma cópia, ALTER ROLE {} SET search_path = ..."},
    Entry{"only owners may create objects in its schemas",
          "só os donos podem criar objetos nos esquemas dele"},
    Entry{"may create functions and operators there that run as {}: {}",
          "podem criar ali funções e operadores que rodam como {}: {}"},
    Entry{"every right that a cycle needs, on every table that is there",
          "nas tabelas que existem, o ciclo tem todas as permissões de que precisa"},
    Entry{"no product has the code {}: its NFs would not be left out",
          "nenhum produto tem o código {}: as NFs dele não ficariam de fora"},
    Entry{"write codes as Odoo has them into --no-stock-products (CICLO_NO_STOCK_PRODUCTS)",
          "escreva em --no-stock-products (CICLO_NO_STOCK_PRODUCTS) os códigos como estão no Odoo"},
    Entry{"each is ahead of its table", "cada uma está à frente da sua tabela"},
    Entry{"an INSERT would meet an id that is there (the next value, the highest id): {}",
          "um INSERT encontraria um id que já existe (o próximo valor, o maior id): {}"},
    Entry{
        "grant the role what lib/schema/README.md lists, or the Odoo user what lib/odoo/README.md does",
        "dê ao papel o que lib/schema/README.md lista, ou ao usuário do Odoo o que lib/odoo/README.md lista"},
    Entry{"a cycle writes their totals: embarque_itens has no trigger that does",
          "cada ciclo grava os totais: embarque_itens não tem gatilho que os grave"},
    Entry{"the application's trigger writes their totals", "o gatilho da aplicação grava os totais"},
    Entry{"they have no totals", "não têm totais"},
    Entry{"those without a freight are reported", "os que não têm frete são avisados"},
    Entry{"without table fretes none is reported for lacking a freight",
          "sem a tabela fretes nenhum é avisado por falta de frete"},
    Entry{"every table and column is there; deliveries are left out: there is no {} (schema apply "
          "--with-deliveries)",
          "todas as tabelas e colunas existem; entregas ficam de fora: falta {} (schema apply "
          "--with-deliveries)"},
    Entry{"every table and column is there; {} was given up by the application: what it would hold is in the "
          "journal alone",
          "todas as tabelas e colunas existem; {} foi abandonada pela aplicação: o que ela teria fica só no "
          "diário dos ciclos"},
    // Past cycles, other writers, clocks, memory.
    Entry{"none since the first cycle", "nenhum desde o primeiro ciclo"},
    Entry{"another sync writes the same rows: switch off its steps and buttons that cron/OPERATIONS.md "
          "names; each of the two undoes what the other one wrote",
          "outra sincronização grava as mesmas linhas: desligue as etapas e os botões dela que "
          "cron/OPERATIONS.md cita; cada uma desfaz o que a outra gravou"},
    Entry{"none is running now", "nenhum em andamento agora"},
    Entry{"one is running since {} on host {}", "um em andamento desde {} na máquina {}"},
    Entry{"one is running in session {}, possibly a dry run",
          "um em andamento na sessão {}, talvez uma simulação"},
    Entry{"never: the first run is a full load", "nunca: a primeira execução faz a carga completa"},
    Entry{"run 'ciclo run --deadline 2h' once by hand; then enable the schedule",
          "execute 'ciclo run --deadline 2h' uma vez à mão; depois ative o agendamento"},
    Entry{"ended well {} ago", "terminou bem há {}"},
    Entry{"is the schedule enabled? 'ciclo history' shows how the last cycles ended",
          "o agendamento está ligado? 'ciclo history' mostra como os últimos ciclos terminaram"},
    Entry{"{} s from the clock of this machine", "{} s em relação ao relógio desta máquina"},
    Entry{"synchronize both clocks by NTP: a cycle reads up to the earliest of Odoo's, the database's and "
          "this machine's",
          "acerte os dois relógios por um serviço de hora (NTP): as janelas seguem o do Odoo; as idades, o "
          "do banco"},
    Entry{"available memory is unknown on this system", "este sistema não informa quanto está livre"},
    Entry{"{} MiB free; no cycle has recorded its peak yet",
          "{} MiB livres; ainda não se sabe quanto um ciclo usa"},
    Entry{"{} MiB free; the last cycles needed up to {} MiB",
          "{} MiB livres; os últimos ciclos precisaram de até {} MiB"},
    Entry{"give the machine or container more memory, or find what else uses it",
          "dê mais memória à máquina ou ao contêiner, ou descubra o que mais a ocupa"},
    // Odoo.
    Entry{"tested with Odoo 17 to 19: compare a dry run with Odoo before you rely on it",
          "feito para Odoo 17 a 19: compare uma simulação com o Odoo antes de confiar"},
    Entry{"key of user id {} in database '{}'; over JSON-2 Odoo does not look at ODOO_USERNAME",
          "chave do usuário id {} no banco '{}'; por JSON-2 o Odoo não olha ODOO_USERNAME"},
    Entry{"'{}' in database '{}', user id {}", "'{}' no banco '{}', usuário id {}"},
    Entry{"{} models can be read, with every field that is needed",
          "{} modelos podem ser lidos, com todos os campos necessários"},
    Entry{"not readable for this user: {} keeps its value, empty in new rows",
          "este usuário não pode ler: {} fica como está, e vazio em linhas novas"},
    Entry{"no records visible in {}", "não se vê nenhum registro de {}"},
    Entry{"if there should be some, check the companies and groups of the Odoo user: record rules hide "
          "records without an error",
          "se devia haver: veja as empresas e os grupos do usuário do Odoo, pois regras de registro escondem "
          "linhas sem erro"},
    Entry{"missing or not readable, treated as empty: {}",
          "não existe ou não pode ser lido, conta como vazio: {}"},
    Entry{"never tried on a real server: compare a dry run with Odoo before you rely on it",
          "nunca testado num servidor real: compare uma simulação com o Odoo antes de confiar"},
    Entry{"another address of the same Odoo: {} of the {} newest pedidos have their names",
          "outro endereço do mesmo Odoo: {} dos {} pedidos mais novos têm seus nomes"},
    Entry{"{}: pedidos of Odoo's own localisation have no kind",
          "{}: pedidos da localização própria do Odoo não têm tipo"},
    Entry{"{} has no kind: all of its records are read",
          "{} não tem tipo: todos os seus registros são lidos"},
    Entry{"all: pedidos of Odoo's own localisation have no kind",
          "todos: na localização do próprio Odoo um pedido não tem tipo"},
    Entry{"left out: {}", "ficam de fora: {}"},
    Entry{"not known to Odoo: {}", "o Odoo não conhece: {}"},
    Entry{"open and not here yet, at least, by year of creation: {}",
          "em aberto e ainda não aqui, pelo menos, por ano de criação: {}"},
    Entry{"every open pedido is known here", "todos os pedidos em aberto são conhecidos aqui"},
    Entry{"unknown year: {}", "ano desconhecido: {}"},
    Entry{"kept out by --pedidos-since: {}", "deixados de fora por --pedidos-since: {}"},
    Entry{"none left out by prefix or kind", "nenhum fica de fora pelo prefixo ou pelo tipo"},
    Entry{"with another prefix: {} ({})", "com outro prefixo: {} ({})"},
    Entry{"of another kind: {} ({})", "de outro tipo: {} ({})"},
    Entry{
        "if they should be in the backlog, add what they have to --pedido-prefixes "
        "(CICLO_PEDIDO_PREFIXES) or --tipos-pedido (CICLO_TIPOS_PEDIDO)",
        "se deviam estar na carteira, acrescente o prefixo a --pedido-prefixes (CICLO_PEDIDO_PREFIXES) ou o "
        "tipo a --tipos-pedido (CICLO_TIPOS_PEDIDO)"},
    Entry{"correct --tipos-pedido (CICLO_TIPOS_PEDIDO)", "corrija --tipos-pedido (CICLO_TIPOS_PEDIDO)"},
    Entry{"{}: {} pedidos", "{}: {} pedidos"},
    Entry{"no pedido in Odoo has a name that begins with {}",
          "nenhum pedido no Odoo tem nome que comece com {}"},
    Entry{"correct --pedido-prefixes (CICLO_PEDIDO_PREFIXES); upper and lower case differ",
          "corrija --pedido-prefixes (CICLO_PEDIDO_PREFIXES); maiúsculas e minúsculas diferem"},
    Entry{"{} is not a regular file", "{} não é um arquivo comum"},
    Entry{"{} can be replaced", "{} pode ser substituído"},
    Entry{
        "name a file in a directory that exists and that this user may write (CICLO_METRICS_FILE)",
        "indique um arquivo em um diretório que exista e que este usuário possa gravar (CICLO_METRICS_FILE)"},
    Entry{"{} (excluded)", "{} (fica de fora)"},
    Entry{"the Odoo user sees no company", "o usuário do Odoo não vê nenhuma empresa"},
    Entry{"give the Odoo user every company whose pedidos and NFs count",
          "dê ao usuário do Odoo todas as empresas cujos pedidos e NFs contam"},
    Entry{"excluded but not in Odoo: {}", "excluídas sem existir: {}"},
    Entry{"correct --excluded-companies (CICLO_EXCLUDED_COMPANIES)",
          "corrija --excluded-companies (CICLO_EXCLUDED_COMPANIES)"},
    Entry{"no key of this user expires within {} days", "nenhuma chave deste usuário expira em {} dias"},
    Entry{"key '{}' of this user expires on {} UTC", "a chave '{}' deste usuário expira em {} UTC"},
    Entry{"make a new API key in Odoo, put it into ODOO_API_KEY before, and delete the old one "
          "(lib/odoo/README.md)",
          "crie uma nova chave de API no Odoo, ponha-a antes em ODOO_API_KEY e apague a antiga "
          "(lib/odoo/README.md)"},
    Entry{"see in Odoo when the key expires (the user's preferences, Account Security)",
          "veja no Odoo quando a chave expira (preferências do usuário, Segurança da conta)"},
    Entry{"see in Odoo which companies the user has", "veja no Odoo quais empresas o usuário tem"},
};

}  // namespace

std::span<const Entry> check() {
    return k_check;
}

}  // namespace ciclo::language
