/** Modules that exist in Ansible and that jrun lacks so far; one that jrun has meanwhile is found before this is asked. */
export const KNOWN_ELSEWHERE: ReadonlySet<string> = new Set(
  `
  acl add_host alternatives apache2_module apk apt apt_key apt_repository apt_rpm archive assemble assert async_status at
  authorized_key azure_rm_resourcegroup blockinfile bower cargo cloudformation command composer conda copy cpanm cron
  dconf deb822_repository debconf debug deploy_helper digital_ocean_account_info digital_ocean_domain
  digital_ocean_domain_info digital_ocean_droplet digital_ocean_sshkey digital_ocean_sshkey_info django_manage dnf dnf5
  docker docker_compose docker_compose_v2 docker_container docker_container_exec docker_image docker_image_build
  docker_network docker_volume docker_login docker_prune docker_host_info docker_container_info dpkg_selections easy_install
  ec2 ec2_elb ec2_elb_lb ec2_group ec2_instance ec2_vol expect fail fetch file filesystem find firewalld flatpak gem
  get_url getent git git_config github_release gluster_volume grafana_dashboard grafana_plugin group group_by haproxy helm
  helm_repository homebrew hostname htpasswd imgadm influxdb_user ini_file interfaces_file ipify_facts iptables jboss
  jenkins_job jenkins_plugin k8s k8s_info kernel_blacklist known_hosts lambda lambda_info ldap_attr ldap_entry lineinfile
  locale_gen lvg lvol make mail maven_artifact modprobe mongodb_user mount mount_facts mysql_db mysql_info mysql_query
  mysql_replication mysql_user mysql_variables nagios netscaler nictagadm nmcli npm openbsd_pkg openssh_keypair
  openssl_certificate openssl_csr openssl_csr_info openssl_csr_pipe openssl_dhparam openssl_pkcs12 openssl_privatekey
  openssl_privatekey_info openssl_privatekey_pipe openssl_publickey opkg package package_facts pacman pam_limits pamd
  parted patch pause ping pip pipx pkgin pkgng pkgutil portage portinstall postgresql_db postgresql_ext postgresql_info
  postgresql_owner postgresql_ping postgresql_privs postgresql_query postgresql_schema postgresql_set postgresql_table
  postgresql_user proxmox rabbitmq_plugin rabbitmq_user rabbitmq_vhost raw reboot redhat_subscription redis replace rhel_facts
  route53 rpm_key s3_bucket s3_object script seboolean sefcontext selinux seport service service_facts setup shell
  slack slurp snap snap_alias solaris_zone ssh_config stat subversion sudoers supervisorctl svc synchronize sysctl systemd
  systemd_service sysvinit tempfile template terraform timezone ufw unarchive uri user vmadm vmware_guest wait_for
  wait_for_connection win_command win_copy win_feature win_file win_get_url win_package win_ping win_regedit
  win_service win_shell win_stat win_template win_user x509_certificate x509_certificate_info x509_certificate_pipe xattr
  xml yarn yum yum_repository zfs zfs_facts zypper zypper_repository
  `
    .trim()
    .split(/\s+/),
);
